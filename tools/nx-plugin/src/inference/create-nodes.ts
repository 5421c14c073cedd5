import { createNodesFromFiles, type CreateNodes, type TargetConfiguration } from '@nx/devkit';
import { COMMANDS } from '@plumbline/engine/commands';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CONFIG_FILE_GLOB, configFileIn } from '../config-file';
import { commandTargets } from './command-targets';
import type { PlumblinePluginOptions } from './plugin-options';
import { readConfigText } from './read-config-text';

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
  const { environments } = readConfigText(readFileSync(file, 'utf8'));
  return commandTargets(COMMANDS, {
    prefix: options?.targetPrefix ?? 'migrate-',
    environments,
    // a workspace need not have this named input, and naming one that does not exist ends every Nx command
    fileset: 'production' in namedInputs ? 'production' : 'default',
  });
}

function isProject(folder: string): boolean {
  return existsSync(join(folder, 'project.json')) || existsSync(join(folder, 'package.json'));
}

/** Where a folder has two configuration files, only the one that the engine would find counts. */
function isTheOneOf(folder: string, configFile: string): boolean {
  return configFileIn(folder) === join(folder, basename(configFile));
}
