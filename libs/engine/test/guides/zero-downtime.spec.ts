import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { createTestDatabase, expectNoDrift, expectUpDownUp, type TestDatabase } from '../../src/testing';
import { createProject, revisionFile, WORKSPACE, type TestProject } from '../support/project';

const page = readFileSync(join(WORKSPACE, 'docs/zero-downtime.md'), 'utf8');
/** The files of the page, by the path that stands before each. */
const FILES = new Map(
  [...page.matchAll(/<!-- file: (\S+) -->\n+```ts\n([^]*?)```/g)].map(([, path = '', text = '']) => [
    path,
    text,
  ]),
);

const TABLE = `'users', {
    columns: [{ name: 'id', type: 'integer', autoIncrement: true }, { name: 'name', type: 'varchar(100)' }],
    primaryKey: { name: 'PK_a3ffb1c0c8416b9fc6f907b7433', columns: ['id'] },
  }`;

/**
 * Requests until it is told to stop, some at a time; each is reported, as done or with what went wrong. TypeORM has one connection to
 * SQLite, and whatever runs on it at the same time is in one transaction: there it is one at a time.
 */
const SERVICE = `const { Users, User } = require(process.argv[2]);
const { DataSource } = require('typeorm');
const version = process.argv[3];
const source = new DataSource({ ...JSON.parse(process.env.PLACE), entities: [User] });
const lanes = source.options.type === 'postgres' ? [0, 1, 2, 3] : [0];
let isStopped = false;
process.on('message', () => { isStopped = true; });
function assertEqual(found, wanted) {
  if (found !== wanted) throw new Error('read ' + found + ' and wanted ' + wanted);
}
async function request(users, name) {
  const id = await users.register(name);
  await users.rename(id, name + '!');
  const all = await users.latest();
  const own = all.find((user) => user.id === id);
  if (own !== undefined) assertEqual(own.name, name + '!');
  for (const user of all) assertEqual(/^(?:old|new|user) \\d/.test(user.name), true);
}
async function serve(lane) {
  for (let n = lane; !isStopped; n += lanes.length) {
    try {
      await request(new Users(source), version + ' ' + n);
      process.send({ done: true });
    } catch (error) {
      process.send({ failure: version + ': ' + error.message });
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
source.initialize()
  .then(() => Promise.all(lanes.map(serve)))
  .then(() => source.destroy())
  .then(() => process.disconnect(), (error) => { process.send({ failure: error.stack }); process.exit(1); });
`;

/** A version of the service that runs, in a process of its own. */
class Service {
  done = 0;
  readonly failures: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #noticed: () => void = () => undefined;

  constructor({ folder }: TestProject, version: 'old' | 'new', place: TestDatabase['typeorm']) {
    const env = { ...process.env, PLACE: JSON.stringify(place) };
    this.#child = fork(join(folder, 'service.cjs'), [join(folder, version, 'users.cjs'), version], { env });
    this.#child.on('message', (message: { readonly done?: true; readonly failure?: string }) => {
      if (message.failure === undefined) this.done += 1;
      else this.failures.push(message.failure);
      this.#noticed();
    });
    this.#ended = new Promise((resolve) => this.#child.once('exit', () => resolve()));
  }

  /** Waits until some more requests were answered, well or not. */
  async serves(more = 20): Promise<void> {
    const enough = this.done + more;
    while (this.done < enough && this.failures.length === 0) {
      await Promise.race([new Promise<void>((resolve) => (this.#noticed = resolve)), this.#ended]);
    }
  }

  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.send('stop');
    await this.#ended;
  }
}

describe.each(['postgres', 'sqlite'] as const)('docs/zero-downtime.md, on %s', (dialect) => {
  let project: TestProject;
  let database: TestDatabase | undefined;
  const running: Service[] = [];

  beforeAll(async () => {
    project = createProject({ insideWorkspace: true });
    project.write(
      'plumbline.config.ts',
      "export default { dialects: ['postgres', 'sqlite'], environments: { development: { url: 'sqlite:///:memory:' } } };\n",
    );
    project.write('service.cjs', SERVICE);
    project.write(
      'versions/1_a0.ts',
      revisionFile('a0', null, `op.createTable(${TABLE});`, `op.dropTable(${TABLE});`),
    );
    for (const [path, text] of FILES) project.write(path, text);
    for (const version of ['old', 'new'])
      project.write(`${version}/users.cjs`, compiled(`${version}/users.ts`));
    database = await createTestDatabase({ cwd: project.folder, dialect, revision: 'a0' });
  });
  afterAll(async () => {
    for (const service of running) await service.stop();
    await database?.drop();
    project.remove();
  });

  function start(version: 'old' | 'new', place: TestDatabase): Service {
    const service = new Service(project, version, place.typeorm);
    running.push(service);
    return service;
  }

  it('has both versions, the revisions, and what they share', () => {
    expect([...FILES.keys()].sort()).toEqual(
      [
        'new/users.ts',
        'old/users.ts',
        'versions/2_e1.ts',
        'versions/3_b2.ts',
        'versions/4_c3.ts',
        'versions/_same-name.ts',
      ].sort(),
    );
  });

  it('lets no request fail, before, between and after the revisions', async () => {
    if (database === undefined) throw new Error('there is no database');
    await database.query(
      `INSERT INTO users (name) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
       SELECT 'user ' || i FROM n`,
    );
    const old = start('old', database);
    await old.serves();
    for (const revision of ['e1', 'b2']) {
      await database.upgrade(revision);
      await old.serves();
    }
    const next = start('new', database);
    await next.serves();
    await old.serves();
    const wrong = await database.query('SELECT id FROM users WHERE full_name IS NULL OR name <> full_name');
    expect(wrong).toEqual([]);
    await old.stop();
    await database.upgrade('c3');
    await next.serves();
    await next.stop();
    expect([...old.failures, ...next.failures]).toEqual([]);
    const [counted] = await database.query("SELECT count(*) AS n FROM users WHERE full_name LIKE '%!'");
    expect(Number(counted?.['n'])).toBeGreaterThanOrEqual(old.done + next.done);
  });

  it('has a way back from each revision, with rows in it', async () => {
    const rows = { a0: (query: TestDatabase['query']) => query("INSERT INTO users (name) VALUES ('Ada')") };
    const tried = await expectUpDownUp({ cwd: project.folder, dialect, rows });
    expect(tried.map(({ revision, isReversible }) => [revision, isReversible])).toEqual(
      ['a0', 'e1', 'b2', 'c3'].map((revision) => [revision, true]),
    );
  });
});

it('is what check finds, once what the page says is left out meanwhile', async () => {
  const [, exclude = ''] = /```ts\n(exclude: .*)\n```/.exec(page) ?? [];
  const project = createProject({ insideWorkspace: true });
  const configure = (version: string, more: string): void =>
    project.write(
      'plumbline.config.ts',
      `export default { dialects: ['sqlite', 'postgres'], dataSource: () => import('./${version}'), ${more}
        environments: { development: { url: 'sqlite:///:memory:' } } };\n`,
    );
  for (const version of ['old', 'new']) {
    project.write(`${version}/users.ts`, FILES.get(`${version}/users.ts`) ?? '');
    project.write(
      `${version}/index.ts`,
      `import { DataSource } from 'typeorm';
import { User } from './users';
export default new DataSource({ type: 'postgres', entities: [User] });\n`,
    );
  }
  project.write(
    'versions/1_a0.ts',
    revisionFile('a0', null, `op.createTable(${TABLE});`, `op.dropTable(${TABLE});`),
  );
  const request = { cwd: project.folder, dialect: 'sqlite' } as const;
  try {
    const add = (path: string): void => project.write(path, FILES.get(path) ?? '');
    ['versions/_same-name.ts', 'versions/2_e1.ts', 'versions/3_b2.ts'].forEach(add);
    configure('old', '');
    await expect(expectNoDrift(request)).rejects.toMatchObject({ code: 'schema-drift' });
    for (const version of ['old', 'new']) {
      configure(version, exclude);
      await expectNoDrift(request);
    }
    add('versions/4_c3.ts');
    configure('new', '');
    await expectNoDrift(request);
  } finally {
    project.remove();
  }
});

/** It is to be seen that the test finds what a single revision would do. */
it('a rename in one step fails requests of the old version', async () => {
  const project = createProject({ insideWorkspace: true });
  project.write(
    'plumbline.config.ts',
    "export default { environments: { development: { url: 'sqlite:///:memory:' } } };\n",
  );
  project.write('service.cjs', SERVICE);
  project.write('old/users.cjs', compiled('old/users.ts'));
  project.write(
    'versions/1_a0.ts',
    revisionFile('a0', null, `op.createTable(${TABLE});`, `op.dropTable(${TABLE});`),
  );
  project.write(
    'versions/2_b1.ts',
    revisionFile('b1', 'a0', "op.renameColumn('users', 'name', 'full_name');"),
  );
  const database = await createTestDatabase({ cwd: project.folder, dialect: 'postgres', revision: 'a0' });
  const old = new Service(project, 'old', database.typeorm);
  try {
    await old.serves();
    await database.upgrade();
    await old.serves(10_000);
  } finally {
    await old.stop();
    await database.drop();
    project.remove();
  }
  expect(old.failures[0]).toMatch(/column .*name.* does not exist/);
});

function compiled(path: string): string {
  const { outputText } = ts.transpileModule(FILES.get(path) ?? '', {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      useDefineForClassFields: false,
    },
  });
  return outputText;
}
