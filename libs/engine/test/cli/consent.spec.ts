import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASES, type TestDatabase } from '@plumbline/testing';
import { connect } from '../support/apply';
import { runInProcess } from '../support/in-process';
import { createProject, revisionFile, type Outcome, type TestProject } from '../support/project';

const things = `{ columns: [{ name: 'id', type: 'integer' }], primaryKey: { name: 'things_pk', columns: ['id'] } }`;
const config = (environments: string): string =>
  `import { defineConfig, env } from '@plumbline/engine';\nexport default defineConfig({ environments: ${environments} });\n`;

describe.each(DATABASES)('what loses data on $dialect', ({ create }) => {
  let database: TestDatabase;
  let project: TestProject;

  beforeEach(async () => {
    database = await create();
    project = createProject({ inProcess: true });
    project.write(
      'plumbline.config.ts',
      config("{ production: { url: env('DATABASE_URL') }, other: { url: env('DATABASE_URL') } }"),
    );
    project.write(
      'versions/1_aaaa_things.ts',
      revisionFile(
        'aaaa',
        null,
        `op.createTable('things', ${things});`,
        `op.dropTable('things', ${things});`,
      ),
    );
    project.write(
      'versions/2_bbbb_loss.ts',
      revisionFile(
        'bbbb',
        'aaaa',
        `op.dropTable('things', ${things});`,
        `op.createTable('things', ${things});`,
      ),
    );
    expect((await plumbline(['upgrade', 'aaaa', '-e', 'production'])).code).toBe(0);
    const { session } = await connect(database.url);
    await session.query('INSERT INTO things (id) VALUES (1), (2)');
    await session.query('ANALYZE');
    await session.close();
  });
  afterEach(async () => {
    project.remove();
    await database.drop();
  });

  const plumbline = (
    words: readonly string[],
    variables: Readonly<Record<string, string>> = {},
    io: Parameters<typeof runInProcess>[3] = {},
  ): Promise<Outcome> => runInProcess(project, { DATABASE_URL: database.url, ...variables }, words, io);
  const isThere = async (): Promise<boolean> => {
    const { session, dialect } = await connect(database.url);
    const found = await dialect.hasTable(session, 'things');
    await session.close();
    return found;
  };

  it.each([
    ['upgrade', 'bbbb: drop table things (1 column) (things: about 2 row(s))'],
    ['downgrade', 'aaaa: drop table things (1 column) (things: about 2 row(s))'],
  ])('is refused in production without a word: %s', async (command, loss) => {
    const { code, stderr } = await plumbline([command, '-e', 'production']);
    expect(stderr).toContain('error[consent-needed]');
    expect(stderr).toContain(loss);
    expect(stderr).toContain(`plumbline ${command} --env production --yes`);
    expect(code).toBe(7);
    expect(await isThere()).toBe(true);
    expect((await plumbline(['current', '-e', 'production'])).stdout).toContain('aaaa');
  });

  it('is not asked about, and nothing is backed up, where the run is refused anyway', async () => {
    const asked: string[] = [];
    const confirm = (question: string): Promise<boolean> => Promise.resolve(asked.push(question) > 0);
    const io = { interactive: true, confirm };
    const text = project.read('versions/2_bbbb_loss.ts');
    project.write(
      'versions/2_bbbb_loss.ts',
      text.replace('op.dropTable(', "op.execute('COMMIT');\n  op.dropTable("),
    );
    const words = ['upgrade', '-e', 'production', '--backup', '--directory', 'backups'];
    const { code, stderr } = await plumbline(words, {}, io);
    expect(stderr).toContain('error[transaction-command]');
    expect(code).toBe(7);
    expect(asked).toEqual([]);
    expect(existsSync(join(project.folder, 'backups'))).toBe(false);
    expect(await isThere()).toBe(true);
  });

  it.each<readonly [string, readonly string[], Readonly<Record<string, string>>]>([
    ['--yes says so', ['-e', 'production', '--yes'], {}],
    ['CI does', ['-e', 'production'], { CI: 'true' }],
    ['it is not production', ['-e', 'other'], {}],
  ])('goes on where %s', async (_, words, variables) => {
    expect(await plumbline(['upgrade', ...words], variables)).toMatchObject({ code: 0, stderr: '' });
    expect(await isThere()).toBe(false);
  });

  it('is asked about at a terminal, with what would be lost', async () => {
    const asked: string[] = [];
    const answering = (answer: boolean) => ({
      interactive: true,
      confirm: async (question: string) => asked.push(question) > 0 && answer,
    });
    const refused = await plumbline(['upgrade', '-e', 'production'], {}, answering(false));
    expect(refused.code).toBe(7);
    expect(refused.stderr).toContain('it was not confirmed');
    expect(await isThere()).toBe(true);
    expect((await plumbline(['upgrade', '-e', 'production'], {}, answering(true))).code).toBe(0);
    expect(await isThere()).toBe(false);
    expect(asked).toHaveLength(2);
    expect(asked[0]).toContain('\n  bbbb  drop table things (1 column)  things: about 2 row(s)\nGo on?');
    expect(asked[0]).not.toContain(':postgres@');
  });

  it('needs a word where the configuration says so, and nowhere else', async () => {
    project.write(
      'plumbline.config.ts',
      config(
        "{ production: { url: env('DATABASE_URL'), protected: false }, other: { url: env('DATABASE_URL'), protected: true } }",
      ),
    );
    expect((await plumbline(['upgrade', '-e', 'other'])).code).toBe(7);
    expect((await plumbline(['upgrade', '-e', 'production'])).code).toBe(0);
    // What goes back to before the loss loses nothing.
    expect((await plumbline(['downgrade', '-e', 'other'])).code).toBe(0);
    project.write(
      'versions/2_bbbb_loss.ts',
      revisionFile('bbbb', 'aaaa', "op.execute('DROP TABLE things');"),
    );
    expect((await plumbline(['upgrade', '-e', 'other'])).stderr).toContain('run SQL: DROP TABLE things');
    expect(await isThere()).toBe(true);
  });
});
