import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

/** A database of a test's own; `drop` ends its connections and removes it. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

async function onServer(run: (client: Client) => Promise<void>): Promise<URL> {
  // eslint-disable-next-line no-restricted-properties -- where the run's server is
  const url = process.env['TEST_DATABASE_URL'];
  if (url === undefined) throw new Error('TEST_DATABASE_URL is not set: run the tests through Jest.');
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
  return new URL(url);
}

/** Creates an empty PostgreSQL database on the run's server. */
export async function createPostgresDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = await onServer(async (client) => {
    await client.query(`CREATE DATABASE "${name}" TEMPLATE template0`);
  });
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => {
      await onServer(async (client) => {
        await client.query(`DROP DATABASE "${name}" WITH (FORCE)`);
      });
    },
  };
}

/** Names a SQLite file that does not exist yet, in a folder of its own. */
export async function createSqliteDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-sqlite-'));
  return {
    url: `sqlite:///${join(folder, 'test.db')}`,
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Both databases, for suites that run the same cases on each. */
export const DATABASES = [
  { dialect: 'postgres', create: createPostgresDatabase },
  { dialect: 'sqlite', create: createSqliteDatabase },
] as const;

/** A server of a suite's own, to be reconfigured and stopped. */
export interface OwnServer {
  /** The URL of its maintenance database. */
  readonly url: string;
  /** Ends it at once, without a checkpoint, and starts it again. */
  crash(): Promise<void>;
  /** Starts a streaming replica of it, which ends with it, and gives its URL. */
  standby(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL server in a process of its own: Jest runs no ES modules, and the server comes out of one.
 *
 * @param major its version, which is installed below tmp/ where it is not there; without it, the version of the tests
 */
export async function startOwnServer(major?: number): Promise<OwnServer> {
  const words = [join(__dirname, 'own-server.cjs'), ...(major === undefined ? [] : [String(major)])];
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`the server ended with ${code}`)),
  );
  const answer = async (): Promise<string> => {
    const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
    return line.toString().trim();
  };
  const ask = (command: string): Promise<string> => {
    child.stdin.write(`${command}\n`);
    return answer();
  };
  return {
    url: await answer(),
    crash: async () => void (await ask('crash')),
    standby: () => ask('standby'),
    stop: async () => {
      const gone = once(child, 'exit');
      ended.catch(() => undefined);
      child.stdin.end();
      await gone;
    },
  };
}
