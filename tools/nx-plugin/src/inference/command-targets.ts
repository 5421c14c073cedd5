import type { TargetConfiguration } from '@nx/devkit';
import type { CommandName, CommandSpec } from '@plumbline/engine/commands';
import { exampleOptions } from '../options/examples';

/** What the targets of one project depend on besides the commands. */
export interface TargetSettings {
  readonly prefix: string;
  /** Whole names, in place of prefix and command, by the command's part: `{ upgrade: 'db-up' }`. */
  readonly names: Readonly<Record<string, string>>;
  /** The names of the configuration's environments, each a configuration of every target. */
  readonly environments: readonly string[];
  /** The environment variables that the configuration reads. */
  readonly variables: readonly string[];
  /** The named input that stands for the files that count. */
  readonly fileset: 'production' | 'default';
}

type CachedScheduling = Required<Pick<TargetConfiguration, 'cache' | 'inputs' | 'outputs'>>;

/** Commands that only read revision files, so that their output may be replayed from the cache. */
const READS_FILES_ONLY: ReadonlySet<string> = new Set(['heads', 'branches']);

/**
 * A command with options that make it a function of files. Nx caches a target or does not, whatever its options, so
 * that such a use of a command that may also connect is a target of its own.
 */
interface CachedUse {
  readonly target: string;
  readonly command: CommandName;
  readonly summary: string;
  readonly options: Readonly<Record<string, string | boolean>>;
  readonly outputs: readonly string[];
}

export const CACHED_USES: readonly CachedUse[] = [
  {
    target: 'check-revisions',
    command: 'check',
    summary: 'Fail when entities and revisions disagree, or when there are several heads; needs no database.',
    options: { base: 'revisions' },
    outputs: [],
  },
  {
    target: 'script',
    command: 'plan',
    summary: 'Write the SQL script of all revisions; needs no database.',
    options: { revision: 'base:heads', sql: true, output: 'dist/{projectRoot}/upgrade.sql' },
    outputs: ['{options.output}'],
  },
  {
    target: 'graph',
    command: 'history',
    summary: 'Draw the revisions as a graph; needs no database.',
    options: { range: ':' },
    outputs: [],
  },
];

/** One target for each command and for each cached use of one, by its name. */
export function commandTargets(
  commands: readonly CommandSpec[],
  settings: TargetSettings,
): Record<string, TargetConfiguration> {
  const uses = CACHED_USES.flatMap((use) =>
    commands.filter(({ name }) => name === use.command).map((spec) => cachedUse(use, spec, settings)),
  );
  return Object.fromEntries([...commands.map((spec) => commandTarget(spec, settings)), ...uses]);
}

function commandTarget(spec: CommandSpec, settings: TargetSettings): [string, TargetConfiguration] {
  const target = {
    executor: `@plumbline/nx:${spec.name}`,
    ...(READS_FILES_ONLY.has(spec.name) ? cached(settings, []) : UNCACHED),
    ...configurations(settings.environments),
    metadata: metadata(spec, spec.summary, exampleOptions(spec)),
  };
  return [nameOf(spec.target, settings), target];
}

function cachedUse(
  use: CachedUse,
  spec: CommandSpec,
  settings: TargetSettings,
): [string, TargetConfiguration] {
  const target = {
    executor: `@plumbline/nx:${spec.name}`,
    options: use.options,
    ...cached(settings, use.outputs),
    ...configurations(settings.environments),
    metadata: metadata(spec, use.summary, use.options),
  };
  return [nameOf(use.target, settings), target];
}

function nameOf(part: string, { prefix, names }: TargetSettings): string {
  return names[part] ?? `${prefix}${part}`;
}

/**
 * A database is not an input that Nx can hash, so what touches one is never cached; and it never runs beside another
 * task, of this project or of another one that may share the database. The same holds for what writes revisions.
 */
const UNCACHED = { cache: false, parallelism: false } as const;

/**
 * The files of the project and of what it depends on, through the edges that `createDependencies` draws: the data
 * source, the entities, what they import, this plugin. Their npm packages Nx hashes by itself. The variables decide
 * which dialect an environment has.
 */
function cached({ fileset, variables }: TargetSettings, outputs: readonly string[]): CachedScheduling {
  const named = variables.map((env) => ({ env }));
  return { cache: true, inputs: [fileset, `^${fileset}`, ...named], outputs: [...outputs] };
}

/** `--configuration=production` is `--env production`; Nx drops a configuration that a target does not declare. */
function configurations(environments: readonly string[]): Pick<TargetConfiguration, 'configurations'> {
  if (environments.length === 0) return {};
  return { configurations: Object.fromEntries(environments.map((name) => [name, { env: name }])) };
}

function metadata(
  spec: CommandSpec,
  description: string,
  options: Readonly<Record<string, unknown>>,
): NonNullable<TargetConfiguration['metadata']> {
  return {
    description,
    technologies: ['plumbline', 'typeorm'],
    help: { command: `npx plumbline ${spec.name} --help`, example: { options } },
  };
}
