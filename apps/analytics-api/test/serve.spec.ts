import type { TestDatabase } from '@plumbline/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASES } from './support/database';

const WORKSPACE = join(__dirname, '../../..');

interface Target {
  readonly command: string;
  readonly options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> };
}

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** The output, once it holds something or the process has ended. */
  until(pattern: RegExp): Promise<string>;
}

/** Runs what `nx serve analytics-api` runs. */
function serve(variables: Readonly<Record<string, string>>): Run {
  const project = JSON.parse(readFileSync(join(__dirname, '../project.json'), 'utf8')) as {
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

async function exitCodeOf({ child }: Run): Promise<unknown> {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = (await once(child, 'close')) as unknown[];
  return code;
}

describe.each(DATABASES)('the serve target on $dialect', ({ create }) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await create();
  });
  afterAll(() => database?.drop());

  it('runs from the sources, logs JSON, and stops in order on SIGTERM', async () => {
    const run = serve({ DATABASE_URL: database.url, LOG_LEVEL: 'info' });
    try {
      const output = await run.until(/"listening"/);
      const url = /"url":"([^"]+)"/.exec(output)?.[1];
      expect(await (await fetch(`${url}/users`)).json()).toMatchObject({ total: 0 });
      run.child.kill('SIGTERM');
      expect(await exitCodeOf(run)).toBe(0);
      const lines = run.output().trim().split('\n');
      const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
      expect(messages).toEqual(['listening', 'answered', 'stopping', 'stopped']);
    } finally {
      run.child.kill('SIGKILL');
    }
  });
});

describe('the serve target', () => {
  it('ends with 1 and the reason when it cannot start, and keeps the password to itself', async () => {
    const unreachable = serve({
      DATABASE_URL: 'postgresql://ada:sw0rdfish@127.0.0.1:1/analytics',
      DB_STARTUP_TIMEOUT: '1',
    });
    const misspelt = serve({ DATABASE_URL: 'postgresql://ada:sw0rdfish@db:99999999/analytics' });
    const wrong = serve({ PORT: 'http' });
    expect(await Promise.all([unreachable, misspelt, wrong].map((run) => exitCodeOf(run)))).toEqual([
      1, 1, 1,
    ]);
    expect(unreachable.output()).toMatch(/^analytics-api: The database server refuses connections\./m);
    expect(misspelt.output()).toMatch(/^analytics-api: DATABASE_URL/);
    expect(wrong.output()).toMatch(/^analytics-api: PORT=http/);
    for (const run of [unreachable, misspelt]) expect(run.output()).not.toContain('sw0rdfish');
  });
});
