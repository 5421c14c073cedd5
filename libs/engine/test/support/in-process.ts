import type { CommandIo } from '../../src/commands/command-io';
import { buildProgram } from '../../src/cli/main';
import { runCommand } from '../../src/cli/run-command';
import type { Outcome, TestProject } from './project';

/** Runs the command line in this process, where what is tested is not the process: it saves a second for each command. */
export async function runInProcess(
  project: Pick<TestProject, 'folder'>,
  variables: Readonly<Record<string, string>>,
  words: readonly string[],
  io: Partial<CommandIo> = {},
): Promise<Outcome> {
  const outcome = { code: 0, stdout: '', stderr: '' };
  const program = buildProgram(async (name, options) => {
    outcome.code = await runCommand(name, options, {
      cwd: project.folder,
      variables,
      stdout: (text) => void (outcome.stdout += text),
      stderr: (text) => void (outcome.stderr += text),
      colour: false,
      interactive: false,
      ...io,
    });
  });
  await program.parseAsync([...words], { from: 'user' });
  return outcome;
}
