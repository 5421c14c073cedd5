import {
  runCommand,
  withInterruption,
  type CommandIo,
  type CommandName,
  type CommandOptions,
} from '@plumbline/engine';

/** What a caller decides of where a command runs and writes; the rest is this process's. */
export type IoChoices = Pick<CommandIo, 'cwd' | 'writeFile' | 'configText'>;

/**
 * Runs a command of the engine in this process, on its streams and in its environment.
 *
 * @returns the exit code; the engine has printed its report
 */
export function runEngine(name: CommandName, options: CommandOptions, choices: IoChoices): Promise<number> {
  keepSourcesLoadable();
  return withInterruption((signal) => runCommand(name, options, { ...processIo(), ...choices, signal }));
}

/** Its name apart, so that Nx does not take the engine for a library that is loaded lazily everywhere. */
const SOURCE_LOADER = '@plumbline/engine/bin/source';

/**
 * In this repository both the plugin and the engine run from TypeScript. Nx takes its own loader away as soon as an
 * executor is loaded, and the engine loads parts of itself only when they are needed.
 */
function keepSourcesLoadable(): void {
  if (!__filename.endsWith('.ts')) return;
  const { registerSource } = require(SOURCE_LOADER) as { registerSource: () => void };
  registerSource();
}

function processIo(): Omit<CommandIo, 'cwd'> {
  // eslint-disable-next-line no-restricted-properties -- where the plugin reads the environment, and the only place
  const variables = process.env;
  return {
    variables,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    // not FORCE_COLOR: Nx sets it for every task, also when the output goes into a file
    colour: process.stdout.isTTY === true && variables['NO_COLOR'] === undefined,
    interactive: process.stdin.isTTY === true && !variables['CI'],
  };
}
