import {
  createPostgresDatabase,
  createSqliteDatabase,
  startOwnServer,
  type OwnServer,
  type TestDatabase,
} from '@plumbline/testing';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BackupReport, RunReport } from '../../src/report/report';
import { connect } from '../support/apply';
import { runInProcess } from '../support/in-process';
import { createProject, revisionFile, run, type Outcome, type TestProject } from '../support/project';

const PASSWORD = 'p@ss:w/rd %\'"\\';
const ROWS =
  "op.execute('CREATE TABLE things (id integer PRIMARY KEY)'); op.execute('INSERT INTO things VALUES (1), (2)');";
const LOSS = "op.execute('DROP TABLE things');";

function versionOf(program: string): number | undefined {
  try {
    return Number(/(\d+)/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[1]);
  } catch {
    return undefined;
  }
}

let project: TestProject;
beforeEach(() => {
  project = createProject();
  project.write('versions/1_aaaa_things.ts', revisionFile('aaaa', null, ROWS, LOSS));
  project.write(
    'versions/2_bbbb_more.ts',
    revisionFile(
      'bbbb',
      'aaaa',
      "op.execute('INSERT INTO things VALUES (3)');",
      "op.execute('DELETE FROM things WHERE id = 3');",
    ),
  );
});
afterEach(() => project.remove());

const plumbline = (
  url: string,
  words: readonly string[],
  variables: Record<string, string> = {},
): Promise<Outcome> =>
  runInProcess(project, { PATH: process.env['PATH'] ?? '', DATABASE_URL: url, ...variables }, words);
const backups = (): readonly string[] => readdirSync(join(project.folder, 'backups'));

describe('a backup of SQLite', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createSqliteDatabase();
    await plumbline(database.url, ['upgrade', 'aaaa']);
  });
  afterEach(() => database.drop());

  it('is a whole database of its own, for its owner alone, named after when and where it was made', async () => {
    const { stdout, code } = await plumbline(database.url, ['backup', '--json']);
    expect(code).toBe(0);
    const { file, revisions, bytes, restore } = JSON.parse(stdout) as BackupReport;
    expect(file).toMatch(/^backups\/development_\d{8}T\d{9}Z_aaaa\.db$/);
    expect({ revisions, restore }).toEqual({
      revisions: ['aaaa'],
      restore: `sqlite3 <file> ".restore ${file}"`,
    });
    const path = join(project.folder, file);
    expect(statSync(path)).toMatchObject({ size: bytes, mode: 0o100600 });
    expect(statSync(join(project.folder, 'backups')).mode & 0o777).toBe(0o700);
    const { session } = await connect(`sqlite:///${path}`);
    expect(await session.query('SELECT count(*) AS n FROM things')).toEqual([{ n: 2 }]);
    await session.close();
    expect(backups()).toEqual([file.replace('backups/', '')]);
  });

  it('is written before a run, which does not begin where that fails', async () => {
    const { stdout, code } = await plumbline(database.url, [
      'upgrade',
      '--backup',
      '--directory',
      'kept',
      '--json',
    ]);
    expect(code).toBe(0);
    const { backup } = JSON.parse(stdout) as RunReport;
    expect(backup).toMatchObject({ file: expect.stringMatching(/^kept\/.*_aaaa\.db$/), revisions: ['aaaa'] });
    writeFileSync(join(project.folder, 'taken'), '');
    const failed = await plumbline(database.url, ['downgrade', '--backup', '--directory', 'taken']);
    expect(failed.stderr).toContain('error[backup-failed]');
    expect(failed.code).toBe(5);
    expect((await plumbline(database.url, ['current'])).stdout).toContain('bbbb');
    expect((await plumbline(database.url, ['upgrade', '--backup'])).stdout).toContain('Nothing to do');
    expect(() => backups()).toThrow('ENOENT');
  });

  it('is ended by a signal, and so is the run', async () => {
    const stopping = new AbortController();
    const env = { DATABASE_URL: database.url };
    const stderr = (text: string): void => {
      if (text.includes('backup-started')) stopping.abort('SIGTERM');
    };
    const { stdout, code } = await runInProcess(project, env, ['upgrade', '--backup', '--json'], {
      signal: stopping.signal,
      stderr,
    });
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'terminated' } });
    expect(code).toBe(143);
    expect(backups()).toEqual([]);
    expect((await plumbline(database.url, ['current'])).stdout).toContain('aaaa');
    const alone = await runInProcess(project, env, ['backup'], { signal: AbortSignal.abort('SIGINT') });
    expect(alone).toMatchObject({ code: 130, stderr: expect.stringContaining('Nothing was running') });
    expect(backups()).toEqual([]);
  });

  it('is refused where the file is damaged', async () => {
    const { session } = await connect(database.url);
    await session.query(
      'CREATE TABLE big AS WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 999) SELECT i, hex(randomblob(99)) AS x FROM n',
    );
    await session.close();
    const path = database.url.replace('sqlite:///', '');
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096 * 12, 4096 * 16);
    writeFileSync(path, bytes);
    const { stderr, code } = await plumbline(database.url, ['backup']);
    expect(stderr).toContain('error[backup-failed]');
    expect(code).toBe(5);
    expect(backups()).toEqual([]);
  });
});

describe('a backup of PostgreSQL without a fitting pg_dump', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createPostgresDatabase();
  });
  afterEach(() => database.drop());

  /** A folder of programs that say and do what a test wants. */
  const programs = (scripts: Readonly<Record<string, string>>): string => {
    const folder = join(project.folder, 'programs');
    mkdirSync(folder);
    for (const [name, script] of Object.entries(scripts)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    return `${folder}:/usr/bin:/bin`;
  };

  it('says that there is none, and what to install', async () => {
    const { stderr, code } = await plumbline(database.url, ['upgrade', '--backup'], { PATH: project.folder });
    expect(stderr).toMatch(
      /error\[backup-tool-missing]: There is no pg_dump on the PATH, and the server is PostgreSQL \d+/,
    );
    expect(stderr).toMatch(/postgresql-client-\d+/);
    expect(code).toBe(5);
    expect((await plumbline(database.url, ['current'])).stdout).toContain('no revision is applied');
  });

  it('names both versions where it is older than the server', async () => {
    const PATH = programs({ pg_dump: 'echo "pg_dump (PostgreSQL) 9.6.24"' });
    const { stderr, code } = await plumbline(database.url, ['backup'], { PATH });
    expect(stderr).toMatch(
      /error\[backup-tool-old]: pg_dump is version 9.6.24, and the server is PostgreSQL \d+\.\d+/,
    );
    expect(code).toBe(5);
    expect(backups()).toEqual([]);
  });

  it('shows what it says without the password, which no argument holds', async () => {
    const fails = `[ "$1" = --version ] && { echo "pg_dump (PostgreSQL) 99.1"; exit 0; }
echo "$*" > "${project.folder}/arguments"; echo "cannot: $PGPASSWORD" >&2; exit 3`;
    const PATH = programs({ pg_dump: fails, pg_restore: 'echo "pg_restore (PostgreSQL) 99.1"' });
    const { session } = await connect(database.url);
    const url = new URL(database.url);
    const name = `backup_${url.pathname.slice(1)}`;
    await session.query(`CREATE ROLE ${name} LOGIN PASSWORD '${PASSWORD.replaceAll("'", "''")}'`);
    url.username = name;
    url.password = encodeURIComponent(PASSWORD);
    const { stderr, stdout, code } = await plumbline(url.href, ['backup'], { PATH });
    url.password = '';
    process.env['PGPASSWORD'] = PASSWORD;
    const fromVariable = await plumbline(url.href, ['backup'], { PATH, PGPASSWORD: PASSWORD });
    delete process.env['PGPASSWORD'];
    expect(fromVariable.stderr).toContain('pg_dump ended with 3: cannot: ***');
    await session.query(`DROP ROLE ${name}`);
    await session.close();
    expect(stderr).toContain('pg_dump ended with 3: cannot: ***');
    expect(code).toBe(5);
    for (const text of [stdout, stderr, readFileSync(join(project.folder, 'arguments'), 'utf8')]) {
      expect(text).not.toContain(PASSWORD);
      expect(text).not.toContain(encodeURIComponent(PASSWORD));
    }
    expect(backups()).toEqual([]);
  });
});

const dumps = versionOf('pg_dump');
const withDump = dumps === undefined ? describe.skip : describe;
withDump(`a backup of PostgreSQL with pg_dump ${dumps ?? '(skipped: there is none on the PATH)'}`, () => {
  let server: OwnServer | undefined;
  let url: string;
  beforeAll(async () => {
    // The server of the tests is newer than Debian's pg_dump.
    server = await startOwnServer(dumps);
    const { session } = await connect(server.url);
    await session.query(`CREATE ROLE "we ird" LOGIN PASSWORD '${PASSWORD.replaceAll("'", "''")}'`);
    await session.query(`CREATE DATABASE "a=b c/d" OWNER "we ird"`);
    await session.close();
    const own = new URL(server.url);
    own.username = 'we%20ird';
    own.password = encodeURIComponent(PASSWORD);
    url = `${own.href.replace(/\/postgres$/, '')}/${encodeURIComponent('a=b c/d')}`;
  }, 300_000);
  afterAll(() => server?.stop());

  it('brings back what was there, under whatever names', async () => {
    expect((await plumbline(url, ['upgrade', 'aaaa'])).stderr).toBe('');
    const { stdout, stderr, code } = await plumbline(url, ['upgrade', '--backup']);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toMatch(
      /Wrote the backup backups\/development_\d{8}T\d{9}Z_aaaa\.dump \([\d.]+ kB\)\nTo bring it back: pg_restore /,
    );
    const [file = ''] = backups();
    expect(statSync(join(project.folder, 'backups', file)).mode).toBe(0o100600);
    expect((await plumbline(url, ['downgrade', 'base'])).code).toBe(0);

    const words = ['--clean', '--if-exists', '--single-transaction', '--no-password', '--dbname', ''];
    const { hostname, port } = new URL(url);
    const settings = { PGHOST: hostname, PGPORT: port, PGUSER: 'we ird', PGPASSWORD: PASSWORD };
    words[words.length - 1] = "dbname='a=b c/d'";
    const restored = await run('pg_restore', [...words, `backups/${file}`], project.folder, settings);
    expect(restored).toEqual({ code: 0, stdout: '', stderr: '' });
    const { session } = await connect(url);
    expect(await session.query('SELECT id FROM things ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
    expect(await session.query('SELECT version_num FROM plumbline_version')).toEqual([
      { version_num: 'aaaa' },
    ]);
    await session.close();
  });
});
