import { Command, CommanderError, Option } from 'commander';
import {
  COMMANDS,
  COMMON_OPTIONS,
  type CommandName,
  type CommandSpec,
  type OptionSpec,
} from '../commands/command-spec';
import type { CommandIo, CommandOptions } from '../commands/command-io';
import { kebab, spelling } from '../commands/options';
import { isAboutTenants } from '../commands/tenant-options';
import { TOOL_VERSION } from '../kernel/version';
import { withInterruption } from './process-io';
import { runCommand } from './run-command';

/** Commands that have something to roll back and to let go of; every other ends at once, as a process does. */
const STOPPABLE: readonly CommandName[] = ['upgrade', 'downgrade', 'stamp', 'backup'];

/**
 * The `plumbline` command.
 *
 * @param argv the words after the program's name
 * @param io where it runs and writes
 * @returns the exit code
 */
export async function main(argv: readonly string[], io: CommandIo): Promise<number> {
  let exitCode = 0;
  const run: Run = async (name, options) => {
    exitCode =
      STOPPABLE.includes(name) || isAboutTenants(options)
        ? await withInterruption((signal) => runCommand(name, options, { ...io, signal }))
        : await runCommand(name, options, io);
  };
  const program = buildProgram(run, {
    commands: commandsFor(argv),
    writeOut: io.stdout,
    writeErr: io.stderr,
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has printed the help or what is wrong with the words.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

/** The commands that a command line can mean: telling commander of all of them takes longer than most of them run. */
function commandsFor([first = '']: readonly string[]): readonly CommandEntry[] {
  if (VERSION_FLAGS.includes(first)) return [];
  const named = COMMANDS.filter(({ name }) => name === first);
  return named.length > 0 ? named : COMMANDS;
}

const VERSION_FLAGS = ['-V', '--version'];

type CommandEntry = (typeof COMMANDS)[number];
type Run = (name: CommandName, options: CommandOptions) => Promise<void>;

interface ProgramChoices {
  readonly commands?: readonly CommandEntry[];
  readonly writeOut?: (text: string) => void;
  readonly writeErr?: (text: string) => void;
}

/** The command line as the table of commands describes it; all of it unless some commands are chosen. */
export function buildProgram(run: Run, { commands = COMMANDS, ...output }: ProgramChoices = {}): Command {
  const program = new Command('plumbline')
    .description('Schema revisions for TypeORM on PostgreSQL and SQLite.')
    .version(TOOL_VERSION, VERSION_FLAGS.join(', '))
    .configureOutput(output)
    .exitOverride()
    .showHelpAfterError('(see the options: add --help)');
  for (const spec of commands) addCommand(program, spec, (options) => run(spec.name, options));
  return program;
}

function addCommand(
  program: Command,
  spec: CommandSpec,
  run: (options: CommandOptions) => Promise<void>,
): void {
  const command = program.command(spec.name).description(spec.summary).exitOverride();
  const positionals = spec.options.filter((option) => option.positional);
  for (const option of positionals) command.argument(argumentSpelling(option), option.description);
  for (const option of [...spec.options, ...COMMON_OPTIONS]) {
    if (!option.positional) command.addOption(commanderOption(option));
  }
  const examples = spec.examples.map(([line, effect]) => `  $ ${line}\n      ${effect}`).join('\n');
  command.addHelpText('after', `\nExamples:\n${examples}`);
  command.action(async (...received: unknown[]) => {
    const values = Object.fromEntries(
      positionals.map((option, index) => [option.name, given(received[index])]),
    );
    await run({ ...optionsOf(command), ...values });
  });
}

/** commander takes `--no-cache` for the denial of an option `cache`, which is true without it. */
function optionsOf(command: Command): CommandOptions {
  const given = Object.entries(command.opts<CommandOptions>());
  const denied = new Set(
    command.options.filter(({ negate }) => negate).map((option) => option.attributeName()),
  );
  return Object.fromEntries(
    given.flatMap(([name, value]) => {
      if (!denied.has(name)) return [[name, value]];
      return value === false ? [[`no${name.charAt(0).toUpperCase()}${name.slice(1)}`, true]] : [];
    }),
  );
}

function argumentSpelling(option: OptionSpec): string {
  const name = `${kebab(option.name)}${option.type === 'texts' ? '...' : ''}`;
  return option.required ? `<${name}>` : `[${name}]`;
}

function commanderOption(option: OptionSpec): Option {
  const long = spelling(option);
  const flags = option.type === 'texts' ? long.replace(/>$/, '...>') : long;
  const result = new Option(
    option.short === undefined ? flags : `-${option.short}, ${flags}`,
    describe(option),
  );
  return option.required ? result.makeOptionMandatory() : result;
}

function describe(option: OptionSpec): string {
  return option.default === undefined
    ? option.description
    : `${option.description} Default: ${option.default}.`;
}

function given(value: unknown): string | readonly string[] | undefined {
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.length > 0 ? (value as string[]) : undefined;
}
