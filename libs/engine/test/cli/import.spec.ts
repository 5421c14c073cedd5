import 'reflect-metadata';
import { join } from 'node:path';
import { DataSource, type DataSourceOptions, type MigrationInterface } from 'typeorm';
import { DATABASES, type TestDatabase } from '@plumbline/testing';
import { connect, type Connected } from '../support/apply';
import { CONFIG, createProject, type TestProject } from '../support/project';

const DATA_SOURCE = `import 'reflect-metadata';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';

@Entity('users')
export class User {
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'PK_users' })
  id: number;
  @Column({ type: 'varchar', length: 50, nullable: true })
  name: string;
}

export default new DataSource({
  type: 'postgres',
  entities: [User],
  migrations: [__dirname + '/src/migrations/*.ts'],
});
`;

const migration = (name: string, up: string, down: string): string =>
  `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${name} implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(${JSON.stringify(up)});
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(${JSON.stringify(down)});
  }
}
`;
const COLUMN = "new TableColumn({ name: 'name', type: 'varchar', isNullable: true })";
const CREATE = 'CREATE TABLE users (id integer NOT NULL, CONSTRAINT "PK_users" PRIMARY KEY (id))';
const FILES = {
  'src/migrations/1690000000000-create-users.ts': migration(
    'CreateUsers1690000000000',
    CREATE,
    'DROP TABLE users',
  ),
  'src/migrations/1700000000000-name.ts': migration(
    'NameOfUsers1700000000000',
    'ALTER TABLE users ADD COLUMN name varchar(50)',
    'ALTER TABLE users DROP COLUMN name',
  ),
};

describe.each(DATABASES)('import on $dialect', ({ dialect, create }) => {
  let database: TestDatabase;
  let project: TestProject;
  let connected: Connected;

  beforeEach(async () => {
    database = await create();
    project = createProject({
      insideWorkspace: true,
      inProcess: true,
      variables: { DATABASE_URL: database.url },
    });
    project.write('plumbline.config.ts', CONFIG.replace("['postgres', 'sqlite']", `['${dialect}']`));
    project.write('data-source.ts', DATA_SOURCE);
    for (const [path, text] of Object.entries(FILES)) project.write(path, text);
    connected = await connect(database.url);
  });
  afterEach(async () => {
    await connected.session.close();
    project.remove();
    await database.drop();
  });

  /** Runs migrations with TypeORM itself. */
  const migrate = async (...paths: readonly string[]): Promise<void> => {
    const migrations = paths.flatMap((path) =>
      Object.values(require(join(project.folder, path)) as Record<string, new () => MigrationInterface>),
    );
    const place =
      dialect === ('postgres' as string)
        ? { type: 'postgres', url: database.url }
        : { type: 'better-sqlite3', database: new URL(database.url).pathname };
    const source = new DataSource({ ...place, migrations } as DataSourceOptions);
    await source.initialize();
    await source.runMigrations();
    await source.destroy();
  };
  const versionRows = async (): Promise<readonly unknown[]> =>
    (await connected.session.query('SELECT version_num FROM plumbline_version')).map(
      (row) => row['version_num'],
    );
  const columns = async (): Promise<readonly string[]> => {
    const { tables } = await connected.dialect.introspect(connected.session);
    return tables.find(({ name }) => name === 'users')?.columns.map(({ name }) => name) ?? [];
  };

  it('takes over what TypeORM has run, and runs the rest', async () => {
    await migrate('src/migrations/1690000000000-create-users.ts');
    const dry = await project.plumbline('import', 'typeorm', '--dry-run');
    expect(dry).toMatchObject({ code: 0, stderr: '' });
    expect(dry.stdout).toContain('Would write');
    expect(project.versions()).toEqual([]);

    const first = await project.plumbline('import', 'typeorm', '--json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(first.stdout)).toMatchObject({ applied: 1, pending: 1 });
    const [one = '', two = ''] = project.versions();
    expect([one, two]).toEqual([
      expect.stringMatching(/^20230722-0426_[0-9a-f]{12}_create_users\.ts$/),
      expect.stringMatching(/^20231114-2213_[0-9a-f]{12}_name_of_users\.ts$/),
    ]);
    expect(await versionRows()).toEqual([one.split('_')[1]]);

    const again = await project.plumbline('import', 'typeorm');
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to import') as string });
    expect(await project.plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
    expect(await columns()).toEqual(['id', 'name']);
    const checked = await project.plumbline('check');
    expect({ code: checked.code, stdout: checked.code === 0 ? '' : checked.stdout }).toEqual({
      code: 0,
      stdout: '',
    });
    expect(await project.plumbline('downgrade', 'base', '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(await columns()).toEqual([]);
    expect(await project.plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
    expect(await columns()).toEqual(['id', 'name']);
  });

  it('puts on top what was added since, from files that are named', async () => {
    const path = 'src/migrations/1700000000000-name.ts';
    project.write('data-source.ts', DATA_SOURCE.replace(/migrations: .*/, 'migrations: [class {}],'));
    project.write(
      path,
      FILES[path]
        .replace(/await .*ADD COLUMN.*/, `await queryRunner.addColumn('users', ${COLUMN});`)
        .replace(/await .*DROP COLUMN.*/, `await queryRunner.dropColumn('users', 'name');`)
        .replace('import type', "import { TableColumn } from 'typeorm';\nimport type"),
    );
    expect((await project.plumbline('import', 'typeorm')).stderr).toContain('lists classes');
    const only = await project.plumbline('import', 'typeorm', '--migrations', 'src/migrations/*users.ts');
    expect(only).toMatchObject({ code: 0, stderr: '' });
    expect((await project.plumbline('upgrade')).code).toBe(0);
    const more = await project.plumbline('import', 'typeorm', '--migrations', 'src/migrations/*.ts');
    expect(more).toMatchObject({ code: 0, stderr: '' });
    expect(project.versions()).toHaveLength(2);
    expect(await project.plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
    expect(await columns()).toEqual(['id', 'name']);
    expect(await project.plumbline('downgrade', '-1', '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(await columns()).toEqual(['id']);
  });

  it('runs a class that says transaction = false without one', async () => {
    const alone = dialect === ('postgres' as string) ? 'CREATE INDEX CONCURRENTLY i ON users (id)' : 'VACUUM';
    const undo = dialect === ('postgres' as string) ? 'DROP INDEX CONCURRENTLY i' : 'VACUUM';
    project.write(
      'src/migrations/1710000000000-apart.ts',
      migration('Apart1710000000000', alone, undo).replace('async up', 'transaction = false;\n  async up'),
    );
    expect(await project.plumbline('import', 'typeorm')).toMatchObject({ code: 0, stderr: '' });
    const [, name = '', apart = ''] = project.versions();
    expect(project.read(`versions/${name}`)).not.toContain('export const transaction');
    expect(project.read(`versions/${apart}`)).toContain("export const transaction = 'none';");
    expect(await project.plumbline('upgrade')).toMatchObject({ code: 0, stderr: '' });
    expect(await versionRows()).toEqual([apart.split('_')[1]]);
    expect(await project.plumbline('downgrade')).toMatchObject({ code: 0, stderr: '' });
    expect(await versionRows()).toEqual([name.split('_')[1]]);
  });

  it('reads the record of TypeORM where the data source says that it is', async () => {
    const isPostgres = dialect === ('postgres' as string);
    const options = isPostgres ? "schema: 'app', migrationsTableName: 'done'" : "migrationsTableName: 'done'";
    project.write('data-source.ts', DATA_SOURCE.replace('entities:', `${options},\n  entities:`));
    if (isPostgres) await connected.session.query('CREATE SCHEMA app');
    const table = isPostgres ? 'app.done' : 'done';
    await connected.session.query(`CREATE TABLE ${table} (id integer, "timestamp" bigint, name varchar(99))`);
    await connected.session.query(
      `INSERT INTO ${table} VALUES (1, 1690000000000, 'CreateUsers1690000000000')`,
    );
    const { code, stdout } = await project.plumbline('import', 'typeorm', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ applied: 1, pending: 1 });
    expect(await versionRows()).toEqual([project.versions()[0]?.split('_')[1]]);
  });

  it('writes the files alone, and stamps later', async () => {
    await migrate('src/migrations/1690000000000-create-users.ts');
    const files = await project.plumblineWith(
      { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nowhere' },
      ...['import', 'typeorm', '--files-only'],
    );
    expect(files).toMatchObject({ code: 0, stderr: '' });
    expect(files.stdout).toContain('Next: mark what is applied');
    expect(project.versions()).toHaveLength(2);
    const again = await project.plumbline('import', 'typeorm', '--files-only');
    expect(again.stdout).toBe('Nothing to import: the revisions are there.\n');
    const stamped = await project.plumbline('import', 'typeorm');
    expect(stamped).toMatchObject({ code: 0, stderr: '' });
    expect(await versionRows()).toEqual([project.versions()[0]?.split('_')[1]]);
    expect((await project.plumbline('import', 'alembic', '--files-only')).code).toBe(2);
  });

  it.each([
    [
      'a name twice',
      { 'src/migrations/copy.ts': FILES['src/migrations/1690000000000-create-users.ts'] },
      'Two classes have the name CreateUsers1690000000000',
    ],
    [
      'a name without a timestamp',
      { 'src/migrations/undated.ts': migration('Undated', 'SELECT 1', 'SELECT 1') },
      'Undated does not end in a timestamp',
    ],
    [
      'nothing to take over',
      { 'data-source.ts': DATA_SOURCE.replace('/src/migrations/', '/src/nothing/') },
      'No migration class was found',
    ],
  ])('refuses %s, and writes nothing', async (_what, files, reason) => {
    for (const [path, text] of Object.entries(files)) project.write(path, text);
    const { code, stderr } = await project.plumbline('import', 'typeorm');
    expect(code).toBe(7);
    expect(stderr).toContain('error[import-refused]');
    expect(stderr).toContain(reason);
    expect(project.versions()).toEqual([]);
  });

  it('refuses entities that cannot be read, and writes nothing', async () => {
    project.write('data-source.ts', DATA_SOURCE.replace("type: 'integer'", "type: 'no_such_type'"));
    const { code, stderr } = await project.plumbline('import', 'typeorm', '--files-only');
    expect(stderr).toContain('error[entities-refused]');
    expect(code).not.toBe(0);
    expect(project.versions()).toEqual([]);
  });

  it.each([
    ['an entry without a class', "('1680000000000', 'Gone1680000000000')", 'no class has that name'],
    ['a gap', "('1700000000000', 'NameOfUsers1700000000000')", 'CreateUsers1690000000000 before it is not'],
  ])('refuses %s, and writes nothing', async (_what, row, reason) => {
    await connected.session.query(
      `CREATE TABLE migrations (id integer, "timestamp" bigint, name varchar(99))`,
    );
    await connected.session.query(`INSERT INTO migrations ("timestamp", name) VALUES ${row}`);
    const { code, stderr } = await project.plumbline('import', 'typeorm');
    expect(code).toBe(7);
    expect(stderr).toContain('error[import-refused]');
    expect(stderr).toContain(reason);
    expect(project.versions()).toEqual([]);
  });

  it('takes over a database of Alembic under the id that it is at', async () => {
    expect((await project.plumbline('import', 'alembic')).stderr).toContain('error[import-refused]');
    await connected.session.query(CREATE);
    await connected.session.query('CREATE TABLE alembic_version (version_num varchar(32) NOT NULL)');
    await connected.session.query("INSERT INTO alembic_version VALUES ('ae1027a6acf')");
    expect(await project.plumbline('import', 'alembic', '--dry-run')).toMatchObject({ code: 0, stderr: '' });
    expect(project.versions()).toEqual([]);
    expect(await project.plumbline('import', 'alembic')).toMatchObject({ code: 0, stderr: '' });
    const [file = ''] = project.versions();
    expect(project.read(`versions/${file}`)).not.toContain('alembic_version');
    expect(await versionRows()).toEqual(['ae1027a6acf']);
    expect((await project.plumbline('import', 'alembic')).stdout).toContain('Nothing to import');
  });
});
