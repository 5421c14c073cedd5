import { defaultExport } from '../config/load-config';
import type { DialectName } from '../config/database-url';
import { isPlumblineError, PlumblineError } from '../errors/plumbline-error';
import { messageOf } from '../kernel/caught';
import type { Project } from './project';

/**
 * The data source of the configuration, or its options.
 *
 * @throws PlumblineError `no-data-source`, `invalid-data-source`
 */
export async function loadDataSource(project: Project, dialect: DialectName): Promise<object> {
  const { file, dataSource } = project.config;
  if (dataSource === undefined) throw new PlumblineError('no-data-source', { file });
  let source: unknown;
  try {
    source = await resolveSource(await dataSource({ dialect }), dialect);
  } catch (cause) {
    if (isPlumblineError(cause)) throw cause;
    const reason = messageOf(cause);
    throw new PlumblineError('invalid-data-source', { file, reason }, { cause });
  }
  if (typeof source !== 'object' || source === null) {
    throw new PlumblineError('invalid-data-source', {
      file,
      reason: `It gives ${source === null ? 'null' : typeof source}.`,
    });
  }
  return source;
}

/** A module gives its default export, or its only export that looks like a data source; a function is called. */
async function resolveSource(value: unknown, dialect: DialectName): Promise<unknown> {
  const found = isModule(value) ? (pickExport(value) ?? defaultExport(value)) : value;
  const called = typeof found === 'function' ? ((await found({ dialect })) as unknown) : found;
  return called;
}

function isModule(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !looksLikeSource(value);
}

function pickExport(module: Record<string, unknown>): unknown {
  // What a CommonJS module exports is, imported, the default export of a module; its names are those within.
  const byDefault = defaultExport(module);
  if (!isModule(byDefault)) return byDefault;
  const candidates = new Set(Object.values(byDefault).filter(looksLikeSource));
  return candidates.size === 1 ? [...candidates][0] : undefined;
}

/** A DataSource has `options`, its options have a `type`. */
function looksLikeSource(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { options, type } = value as { options?: unknown; type?: unknown };
  return typeof type === 'string' || (typeof options === 'object' && options !== null && 'type' in options);
}
