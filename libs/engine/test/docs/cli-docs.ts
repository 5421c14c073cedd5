import type { Command } from 'commander';
import { COMMANDS } from '../../src/commands/command-spec';
import { buildProgram } from '../../src/cli/main';

/** `docs/cli.md`, made from the command line itself. */
export function renderCliDocs(): string {
  const program = buildProgram(async () => undefined);
  const commands = new Map(program.commands.map((command) => [command.name(), command]));
  const sections = COMMANDS.map(({ name, target, summary }) =>
    [`## ${name}`, `${summary} In Nx: \`nx run db:migrate-${target}\`.`, help(commands.get(name))].join(
      '\n\n',
    ),
  );
  const head =
    '# The command line\n\nMade from the table of commands by a test; do not edit. ' +
    'Exit codes are in [errors.md](errors.md), symbols for revisions in [revisions.md](revisions.md).';
  return `${[head, help(program), ...sections].join('\n\n')}\n`;
}

function help(command: Command | undefined): string {
  if (command === undefined) throw new Error('A command of the table is not on the command line.');
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 110 });
  command.outputHelp();
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}
