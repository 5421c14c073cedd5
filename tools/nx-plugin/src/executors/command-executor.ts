import type { ExecutorContext, PromiseExecutor } from '@nx/devkit';
import type { CommandOptions } from '@plumbline/engine';
import { COMMANDS, type CommandName } from '@plumbline/engine/commands';
import { join } from 'node:path';
import { configFileIn } from '../config-file';
import { commandOptions, type ExecutorOptions } from '../options/command-options';
import { runEngine } from '../run-engine';

/**
 * The executor of a command: hands the options to the engine, in this process, and says whether it went well. The
 * engine prints its own report.
 */
export function commandExecutor(name: CommandName): PromiseExecutor<ExecutorOptions> {
  return async (options, context) => {
    const choices = withProject(name, options, context);
    const code = await runEngine(name, choices, { cwd: context.cwd });
    return { success: code === 0 };
  };
}

/** The options, completed with what the project and Nx's `--configuration` say. */
function withProject(name: CommandName, options: ExecutorOptions, context: ExecutorContext): CommandOptions {
  const spec = COMMANDS.find((command) => command.name === name);
  if (spec === undefined) throw new Error(`The engine has no command '${name}'.`);
  const project = context.projectsConfigurations.projects[context.projectName ?? ''];
  const folder = project === undefined ? undefined : join(context.root, project.root);
  const values = commandOptions(spec, options, { typed: context.cwd, configured: context.root });
  return {
    ...values,
    config: values['config'] ?? (folder === undefined ? undefined : configFileIn(folder)),
    env: values['env'] ?? context.configurationName,
    ...(context.isVerbose ? { verbose: true } : {}),
  };
}
