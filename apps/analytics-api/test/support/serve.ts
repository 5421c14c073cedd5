import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const WORKSPACE = join(__dirname, '../../../..');

interface Target {
  readonly command: string;
  readonly options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> };
}

/** The service as a process of its own. */
export interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** The output, once it holds something or the process has ended. */
  until(pattern: RegExp): Promise<string>;
}

/** Runs what `nx serve analytics-api` runs. */
export function serve(variables: Readonly<Record<string, string>>): Run {
  const project = JSON.parse(readFileSync(join(__dirname, '../../project.json'), 'utf8')) as {
    targets: { serve: Target };
  };
  const { command, options } = project.targets.serve;
  const [, ...words] = command.split(' ');
  const env = { ...process.env, ...options.env, PORT: '0', ...variables };
  const child = spawn(process.execPath, words, { cwd: join(WORKSPACE, options.cwd), env });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (data: string) => (text += data));
  }
  const until = (pattern: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const look = (): void => void (pattern.test(text) && resolve(text));
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.once('close', () => resolve(text));
      look();
    });
  return { child, output: () => text, until };
}

/** The exit code of a run, once it has ended. */
export async function exitCodeOf({ child }: Run): Promise<unknown> {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = (await once(child, 'close')) as unknown[];
  return code;
}

/** Where a run listens, once it does; undefined where it ended before. */
export async function urlOf(run: Run): Promise<string | undefined> {
  return /"url":"([^"]+)"/.exec(await run.until(/"listening"/))?.[1];
}
