import type { TargetConfiguration } from '@nx/devkit';
import type { CommandSpec } from '@plumbline/engine/commands';
import { exampleOptions } from '../options/examples';

/** What the targets of one project depend on besides the commands. */
export interface TargetSettings {
  readonly prefix: string;
  /** The names of the configuration's environments, each a configuration of every target. */
  readonly environments: readonly string[];
  /** The named input that stands for the files that count. */
  readonly fileset: 'production' | 'default';
}

/** Commands that only read revision files, so that their output may be replayed from the cache. */
const READS_FILES_ONLY: ReadonlySet<string> = new Set(['heads', 'branches']);

/** One target for each command, by its name. */
export function commandTargets(
  commands: readonly CommandSpec[],
  settings: TargetSettings,
): Record<string, TargetConfiguration> {
  return Object.fromEntries(
    commands.map((spec) => [`${settings.prefix}${spec.target}`, commandTarget(spec, settings)]),
  );
}

function commandTarget(spec: CommandSpec, settings: TargetSettings): TargetConfiguration {
  return {
    executor: `@plumbline/nx:${spec.name}`,
    ...scheduling(spec, settings),
    ...(settings.environments.length === 0 ? {} : { configurations: configurations(settings.environments) }),
    metadata: {
      description: spec.summary,
      technologies: ['plumbline', 'typeorm'],
      help: {
        command: `npx plumbline ${spec.name} --help`,
        example: { options: exampleOptions(spec) },
      },
    },
  };
}

/**
 * A database is not an input that Nx can hash, so what touches one is never cached; and it never runs beside another
 * task, of this project or of another one that may share the database. The same holds for what writes revisions.
 */
function scheduling(spec: CommandSpec, { fileset }: TargetSettings): TargetConfiguration {
  if (!READS_FILES_ONLY.has(spec.name)) return { cache: false, parallelism: false };
  return { cache: true, inputs: [fileset, `^${fileset}`], outputs: [] };
}

/** `--configuration=production` is `--env production`; Nx drops a configuration that a target does not declare. */
function configurations(environments: readonly string[]): Record<string, { readonly env: string }> {
  return Object.fromEntries(environments.map((name) => [name, { env: name }]));
}
