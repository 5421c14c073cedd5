import { createNodesFromFiles, type CreateNodes, type TargetConfiguration } from '@nx/devkit';
import { COMMANDS } from '@plumbline/engine/commands';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CONFIG_FILE_GLOB, configFileIn } from '../config-file';
import { CACHED_USES, commandTargets } from './command-targets';
import type { PlumblinePluginOptions } from './plugin-options';
import { readConfigText, type ConfigText } from './read-config-text';

type NamedInputs = Readonly<Record<string, unknown>>;

/**
 * Gives a project with a `plumbline.config.*` one target for each command. Reads the text of the file, for the names
 * of its environments; never runs it, never connects.
 */
export const createNodes: CreateNodes<PlumblinePluginOptions> = [
  CONFIG_FILE_GLOB,
  (configFiles, options, context) =>
    createNodesFromFiles(
      (configFile, given) => {
        const root = dirname(configFile);
        const folder = join(context.workspaceRoot, root);
        if (!isProject(folder) || !isTheOneOf(folder, configFile)) return {};
        const targets = projectTargets(join(context.workspaceRoot, configFile), given, {
          ...context.nxJsonConfiguration.namedInputs,
        });
        return { projects: { [root]: { targets } } };
      },
      configFiles,
      options,
      context,
    ),
];

/** The name that Nx before 23 reads. */
export const createNodesV2 = createNodes;

function projectTargets(
  file: string,
  options: PlumblinePluginOptions | undefined,
  namedInputs: NamedInputs,
): Record<string, TargetConfiguration> {
  const names = options?.targetNames ?? {};
  assertKnown(Object.keys(names));
  const { environments, variables } = readOnce(readFileSync(file, 'utf8'));
  return commandTargets(COMMANDS, {
    prefix: options?.targetPrefix ?? 'migrate-',
    names,
    environments,
    variables,
    // a workspace need not have this named input, and naming one that does not exist ends every Nx command
    fileset: 'production' in namedInputs ? 'production' : 'default',
  });
}

/** @throws Error for a name in `targetNames` that is no target's */
function assertKnown(names: readonly string[]): void {
  const known = [...COMMANDS, ...CACHED_USES].map(({ target }) => target);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new Error(
    `nx.json: targetNames of @plumbline/nx has ${unknown.join(', ')}, which is no target. Known: ${known.join(', ')}.`,
  );
}

/** What configurations say, by the hash of their text: Nx's daemon infers again at every change of any file. */
const known = new Map<string, ConfigText>();

function readOnce(text: string): ConfigText {
  const hash = createHash('sha256').update(text).digest('hex');
  const found = known.get(hash) ?? readConfigText(text);
  known.set(hash, found);
  return found;
}

function isProject(folder: string): boolean {
  return existsSync(join(folder, 'project.json')) || existsSync(join(folder, 'package.json'));
}

/** Where a folder has two configuration files, only the one that the engine would find counts. */
function isTheOneOf(folder: string, configFile: string): boolean {
  return configFileIn(folder) === join(folder, basename(configFile));
}
