import { DATABASES, createPostgresDatabase, type TestDatabase } from '@plumbline/testing';
import { connect, type Connected } from '../support/apply';
import { createProject, type TestProject } from '../support/project';

const GROWN = 'SELECT "id", "name" FROM "users" WHERE "age" > 17';

/** A data source with a table, and a view of it. */
function dataSource({ column = 'name', length = 50, view = GROWN, more = '' } = {}): string {
  return `import { Column, DataSource, Entity, PrimaryGeneratedColumn, ViewColumn, ViewEntity } from 'typeorm';
import { RenamedFrom } from '@plumbline/engine';
@Entity('users') class User {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ type: 'varchar', length: ${length} }) ${column}!: string;
  @Column({ type: 'integer' }) age!: number;
  ${more}
}
@ViewEntity({ name: 'grown', expression: \`${view}\` }) class Grown { @ViewColumn() id!: number; }
void RenamedFrom;
export default new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [Grown, User] });
`;
}

function useProject(create: () => Promise<TestDatabase>) {
  let database: TestDatabase;
  let project: TestProject;
  let connected: Connected;
  beforeEach(async () => {
    database = await create();
    project = createProject({
      variables: { DATABASE_URL: database.url },
      insideWorkspace: true,
      inProcess: true,
    });
    project.write('data-source.ts', dataSource());
    connected = await connect(database.url);
    await succeed('revision', '-m', 'first');
    await succeed('upgrade');
    await query(`INSERT INTO users (name, age) VALUES ('Ada', 36), ('Tim', 8)`);
  });
  afterEach(async () => {
    await connected.session.close();
    project.remove();
    await database.drop();
  });
  const succeed = (...words: readonly string[]): Promise<string> => project.succeed(...words);
  const query = (sql: string): Promise<readonly Record<string, unknown>[]> => connected.session.query(sql);
  return {
    succeed,
    query,
    write: (options: Parameters<typeof dataSource>[0]) =>
      project.write('data-source.ts', dataSource(options)),
    fail: (...words: readonly string[]) => project.plumbline(...words),
    written: (message: string): string => {
      const name = project.versions().find((file) => file.endsWith(`_${message}.ts`));
      return project.read(`versions/${name ?? ''}`);
    },
  };
}

describe.each(DATABASES)('views on $dialect', ({ create }) => {
  const { succeed, query, write, written } = useProject(create);

  it('are written for both dialects by one call, and are no difference again', async () => {
    expect(written('first').match(/op\.createView\(/g)).toHaveLength(1);
    expect(written('first')).not.toContain('op.dialect');
    expect(await succeed('check')).toContain('Clean');
    expect(await query('SELECT name FROM grown')).toEqual([{ name: 'Ada' }]);
  });

  it('get another query, and have the old one again', async () => {
    write({ view: GROWN.replace('17', '7') });
    await succeed('revision', '-m', 'younger');
    expect(written('younger')).toContain("op.replaceView('grown', {");
    await succeed('upgrade');
    expect(await succeed('check')).toContain('Clean');
    expect(await query('SELECT name FROM grown ORDER BY id')).toEqual([{ name: 'Ada' }, { name: 'Tim' }]);
    await succeed('downgrade');
    expect(await query('SELECT name FROM grown')).toEqual([{ name: 'Ada' }]);
  });

  it('follow a column under a new name', async () => {
    write({ column: 'fullName', view: GROWN.replace('"name"', '"fullName" AS "name"') });
    await succeed('revision', '-m', 'rename', '--rename', 'users.name:fullName');
    await succeed('upgrade');
    expect(await succeed('check')).toContain('Clean');
    expect(await query('SELECT name FROM grown')).toEqual([{ name: 'Ada' }]);
    await succeed('downgrade');
    expect(await query('SELECT name FROM grown')).toEqual([{ name: 'Ada' }]);
    await succeed('upgrade');
    await succeed('downgrade', 'base');
  });

  it('that nobody described are reported and left alone', async () => {
    await query('CREATE VIEW onlooker AS SELECT id FROM users');
    write({ more: "@Column({ type: 'varchar', nullable: true }) note!: string;" });
    expect(await succeed('revision', '-m', 'note')).toContain('view onlooker');
    await succeed('upgrade');
    expect(await query('SELECT id FROM onlooker ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
    expect(await succeed('check')).toContain('Clean');
  });
});

describe('a view of somebody else on PostgreSQL', () => {
  const { fail, query, write, written } = useProject(createPostgresDatabase);

  it('that holds what is to be changed is named before anything is written', async () => {
    await query('CREATE VIEW onlooker AS SELECT id, name FROM users');
    write({ length: 100 });
    const { code, stderr } = await fail('revision', '-m', 'longer');
    expect(code).toBe(7);
    expect(stderr).toContain('onlooker');
    expect(stderr).toContain('change users.name');
    expect(() => written('longer')).toThrow();
  });

  it('that reads a view which has to go is named too', async () => {
    await query('CREATE VIEW onlooker AS SELECT id FROM grown');
    write({ length: 100 });
    expect((await fail('revision', '-m', 'longer')).stderr).toContain('onlooker');
  });
});
