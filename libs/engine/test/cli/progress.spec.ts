import { DATABASES, type TestDatabase } from '@plumbline/testing';
import { runInProcess } from '../support/in-process';
import { createProject, revisionFile, type TestProject } from '../support/project';

describe.each(DATABASES)('what a run tells on $dialect', ({ create }) => {
  let database: TestDatabase;
  let project: TestProject;

  beforeEach(async () => {
    database = await create();
    project = createProject();
    const create1 = "op.execute('CREATE TABLE things (id integer, name text)');";
    const insert = `op.execute("INSERT INTO things VALUES (1, 'a long value that makes the statement wider than the terminal')");`;
    project.write(
      'versions/1_aaaa_things.ts',
      revisionFile('aaaa', null, create1, "op.execute('DROP TABLE things');"),
    );
    project.write(
      'versions/2_bbbb_more.ts',
      revisionFile('bbbb', 'aaaa', insert, "op.execute('DELETE FROM missing');"),
    );
  });
  afterEach(async () => {
    project.remove();
    await database.drop();
  });
  const plumbline = (words: readonly string[], io: Parameters<typeof runInProcess>[3] = {}) =>
    runInProcess(project, { DATABASE_URL: database.url }, words, io);

  /** What is left to see of a text on a terminal, whose lines are cleared by an escape. */
  const seen = (text: string): string =>
    text
      .split('\n')
      .map((line) => line.slice(line.lastIndexOf('\u001b[2K') + (line.includes('\u001b') ? 4 : 0)))
      .join('\n');

  it('shows on a terminal what runs, in one line that goes away', async () => {
    const { stdout } = await plumbline(['upgrade'], { terminalColumns: 60 });
    const drawn = stdout.split('\r\u001b[2K').map((part) => part.split('\n').at(-1) ?? '');
    expect(drawn).toContainEqual(
      expect.stringMatching(/^upgrade aaaa Revision aaaa {2}1: CREATE TABLE.* {2}\d+\.\d s$/),
    );
    expect(drawn.filter((line) => line.length >= 60)).toEqual([]);
    expect(stdout).not.toContain('a long value');
    expect(seen(stdout)).toMatch(
      /^✔ upgrade aaaa Revision aaaa .*\n✔ upgrade bbbb Revision bbbb .*\nApplied 2 revisions .*\n$/,
    );
    const failed = await plumbline(['downgrade'], { terminalColumns: 60 });
    expect(seen(failed.stdout)).toMatch(/^✘ downgrade bbbb\n$/);
    expect(failed.stderr).toMatch(/^error\[revision-failed\]/);
  });

  it('prints plain lines elsewhere', async () => {
    const { stdout } = await plumbline(['upgrade']);
    expect(stdout).not.toContain('\u001b');
    expect(stdout.split('\n')).toHaveLength(4);
  });

  it('gives events as lines of JSON beside the one document', async () => {
    const { stdout, stderr } = await plumbline(['upgrade', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ command: 'upgrade', to: ['bbbb'] });
    const events = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ kind }) => kind)).toEqual([
      ...['run-started', 'lock-taken'],
      ...['revision-started', 'statement', 'statement-finished', 'revision-finished'],
      ...['revision-started', 'statement', 'statement-finished', 'revision-finished'],
    ]);
    expect(events[2]).toMatchObject({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      revision: 'aaaa',
      statements: 1,
    });
    expect(stderr).not.toContain('a long value');
    expect((await plumbline(['downgrade', '--json', '--quiet'])).stderr).toBe('');
  });
});
