import { Command, CommanderError, Option } from 'commander';
import {
  COMMANDS,
  COMMON_OPTIONS,
  type CommandName,
  type CommandSpec,
  type OptionSpec,
} from '../commands/command-spec';
import type { CommandOptions } from '../commands/command-io';
import { kebab, spelling } from '../commands/options';
import { TOOL_VERSION } from '../kernel/version';
import { processIo } from './process-io';
import { runCommand } from './run-command';

/**
 * The `plumbline` command.
 *
 * @param argv the words after the program's name
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<number> {
  const io = processIo();
  let exitCode = 0;
  const program = buildProgram(async (name, options) => {
    exitCode = await runCommand(name, options, io);
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

/** The command line as the table of commands describes it. */
export function buildProgram(run: (name: CommandName, options: CommandOptions) => Promise<void>): Command {
  const program = new Command('plumbline')
    .description('Schema revisions for TypeORM on PostgreSQL and SQLite.')
    .version(TOOL_VERSION)
    .exitOverride()
    .showHelpAfterError('(see the options: add --help)');
  for (const spec of COMMANDS) addCommand(program, spec, (options) => run(spec.name, options));
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
    await run({ ...command.opts<CommandOptions>(), ...values });
  });
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
