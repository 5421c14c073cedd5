import { join } from 'node:path';
import { DATABASES, type TestDatabase } from '@plumbline/testing';
import { connect } from '../support/apply';
import { runInProcess } from '../support/in-process';
import { createProject, revisionFile, type TestProject } from '../support/project';

const KILL_AT = join(__dirname, '../support/kill-at.cjs');
/** Processes at a time. */
const WORKERS = 3;

const nullable = (name: string): string => `{ name: '${name}', type: 'text', nullable: true }`;
const CREATE = `op.createTable('t', {
    columns: [{ name: 'n', type: 'integer' }, { name: 'times', type: 'integer' }, ${nullable('label')}],
    primaryKey: { columns: ['n'] },
  });
  op.execute("INSERT INTO t VALUES (1, 0, 'a'), (2, 0, 'b'), (3, 0, 'c')");`;
const REBUILD = `op.alterColumn('t', { from: ${nullable('label')}, to: { name: 'label', type: 'text' } });
  op.addColumn('t', { name: 'total', type: 'integer', default: 0 });`;
const count = "op.execute('UPDATE t SET times = times + 1');";
const APART = `${count}
  op.createIndex('t', { name: 't_label', columns: ['label'], concurrently: true });
  op.execute("INSERT INTO t (n, times, label) VALUES (4, 0, 'd')");`;
const BACKFILL = `op.backfill('t', { set: { total: op.sql('total + n') }, batchSize: 2 });`;
const CODE = `op.run('count', async ({ query }) => {
    await query('UPDATE t SET times = times + 10');
    await query("INSERT INTO t (n, times, label) VALUES (5, 0, 'e')");
  });`;

function writeFive(project: TestProject): void {
  const five = [CREATE, REBUILD, APART, BACKFILL, CODE].map((upgrade, index) => ({
    ...{ upgrade, id: 'abcde'.charAt(index).repeat(4) },
    down: index === 0 ? null : 'abcde'.charAt(index - 1).repeat(4),
  }));
  for (const { id, down, upgrade } of five) {
    const text = revisionFile(id, down, upgrade);
    const apart = text.replace('export function upgrade', "export const transaction = 'none';\n\n$&");
    project.write(`versions/${id}.ts`, id === 'cccc' ? apart : text);
  }
}

interface Finished {
  readonly code: number;
  readonly stderr: string;
  readonly left: unknown;
}
interface Killed extends Finished {
  readonly boundary: number;
  readonly ending: number;
  /** The revision that it was killed in, as the history tells after the next run. */
  readonly lost: readonly string[];
}

/** Attempts of which nobody told the end. */
async function lostIn(url: string): Promise<readonly string[]> {
  const { session } = await connect(url);
  try {
    const rows = await session.query("SELECT revision FROM plumbline_history WHERE outcome = 'lost'");
    return rows.map(({ revision }) => String(revision));
  } finally {
    await session.close();
  }
}

/** All that a run leaves behind: the schema, the rows, the versions, the journal, and what was done how often. */
async function leftBy(url: string): Promise<unknown> {
  const { dialect, session } = await connect(url);
  try {
    return {
      schema: await dialect.introspect(session),
      rows: await session.query('SELECT n, times, label, total FROM t ORDER BY n'),
      versions: await session.query('SELECT version_num FROM plumbline_version'),
      journal: await session.query('SELECT * FROM plumbline_progress'),
      run: await session.query('SELECT * FROM plumbline_run'),
      history: await session.query(
        `SELECT revision, outcome, statements_applied, statements_total FROM plumbline_history WHERE outcome <> 'lost' ORDER BY id`,
      ),
    };
  } finally {
    await session.close();
  }
}

describe.each(DATABASES)('a run of five revisions on $dialect', ({ create }) => {
  let project: TestProject;
  beforeEach(() => {
    project = createProject();
    writeFive(project);
  });
  afterEach(() => project.remove());

  const finish = async ({ url }: TestDatabase): Promise<Finished> => {
    const { code, stderr } = await runInProcess(project, { DATABASE_URL: url }, ['upgrade']);
    return { code, stderr, left: await leftBy(url) };
  };
  /** What the next run makes of one that was killed at a boundary; `undefined` where the run ended before it. */
  const killedAt = async (at: number): Promise<Killed | undefined> => {
    const database = await create();
    try {
      const variables = { DATABASE_URL: database.url, KILL_AT: String(at) };
      const killed = await project.plumblineWith(
        { ...variables, NODE_OPTIONS: `--require ${KILL_AT}` },
        'upgrade',
      );
      if (killed.code === 0) return undefined;
      const finished = await finish(database);
      return { boundary: at, ending: killed.code, ...finished, lost: await lostIn(database.url) };
    } finally {
      await database.drop();
    }
  };

  it('is finished by the next one, wherever between two statements it is killed', async () => {
    const database = await create();
    const undisturbed = await finish(database);
    await database.drop();
    expect(undisturbed).toMatchObject({ code: 0, stderr: '', left: { versions: [{ version_num: 'eeee' }] } });

    let boundary = 0;
    const found: Killed[] = [];
    const work = async (): Promise<void> => {
      for (;;) {
        boundary += 1;
        const left = await killedAt(boundary);
        if (left === undefined) return;
        found.push(left);
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
    expect(found).toEqual(
      found.map(({ boundary: at }) => ({
        ...undisturbed,
        boundary: at,
        ending: -1,
        lost: expect.anything(),
      })),
    );
    const lost = found.sort((a, b) => a.boundary - b.boundary).map((one) => one.lost.join());
    // Before a run has begun there is nothing to tell.
    expect(lost.filter((id, index) => id !== lost[index - 1]).filter(Boolean)).toEqual([
      'aaaa',
      'bbbb',
      'cccc',
      'dddd',
      'eeee',
    ]);
    expect(lost.filter((id) => id === '').length).toBeLessThan(found.length / 3);
    expect(found.length).toBeGreaterThan(20);
  }, 240_000);
});
