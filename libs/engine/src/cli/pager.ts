import { spawn } from 'node:child_process';
import type { CommandIo } from '../commands/command-io';
import { splitWords } from '../kernel/words';

const DEFAULT_PAGER = 'less -FRX';

/**
 * Prints a text through `$PAGER` where standard output is a terminal that it does not fit on. Without a pager
 * (`PAGER=`, `PAGER=cat`, or a program that is not there) it is printed as it is.
 */
export async function printPaged(text: string, io: CommandIo): Promise<void> {
  const words = splitWords(io.variables['PAGER'] ?? DEFAULT_PAGER);
  const [program, ...args] = words;
  const fits = text.split('\n').length <= (io.terminalRows ?? Number.POSITIVE_INFINITY);
  const isPaged = !fits && program !== undefined && words.join(' ') !== 'cat';
  if (!isPaged || !(await runPager([program, ...args], text, io))) io.stdout(text);
}

/** @returns false where the program could not be started */
function runPager(
  [program, ...args]: readonly [program: string, ...args: string[]],
  text: string,
  io: CommandIo,
): Promise<boolean> {
  return new Promise((resolve) => {
    const pager = spawn(program, args, {
      cwd: io.cwd,
      env: io.variables as NodeJS.ProcessEnv,
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    pager.once('error', () => resolve(false)).once('close', () => resolve(true));
    // Whoever leaves the pager before the end closes the pipe.
    pager.stdin.on('error', () => undefined);
    pager.stdin.end(text);
  });
}
