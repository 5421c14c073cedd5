import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASES, type TestDatabase } from '@plumbline/testing';
import { connect } from '../support/apply';
import { createProject, type TestProject } from '../support/project';

const ENTITIES = (length: number): string => `
import { Column, DataSource, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
@Entity('people') @Index('IX_people_name', ['name']) class Person {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ type: 'varchar', length: ${length} }) name!: string;
}
export default new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [Person] });
`;

/** What somebody made by hand, years ago. */
const HAND_MADE = {
  postgres: [
    // With the name that TypeORM gives the key; any other would be renamed, and check would say so.
    'CREATE TABLE people (id serial CONSTRAINT "PK_aa866e71353ee94c6cc51059c5b" PRIMARY KEY, name varchar(40) NOT NULL)',
    'CREATE INDEX "IX_people_name" ON people (name)',
    "INSERT INTO people (name) VALUES ('Ada')",
  ],
  sqlite: [
    'CREATE TABLE people (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, name varchar(40) NOT NULL)',
    'CREATE INDEX "IX_people_name" ON people (name)',
    "INSERT INTO people (name) VALUES ('Ada')",
  ],
} as const;

describe.each(DATABASES)('beginning on $dialect', ({ dialect, create }) => {
  let database: TestDatabase;
  let project: TestProject;

  beforeEach(async () => {
    database = await create();
    project = createProject({
      variables: { DATABASE_URL: database.url },
      insideWorkspace: true,
      inProcess: true,
    });
    rmSync(join(project.folder, 'plumbline.config.ts'));
    rmSync(join(project.folder, 'versions'), { recursive: true });
    project.write('data-source.ts', ENTITIES(40));
  });
  afterEach(async () => {
    project.remove();
    await database.drop();
  });

  const succeed = (...words: readonly string[]): Promise<string> =>
    project.succeed(...words, '--config', 'plumbline.config.ts');

  async function makeByHand(): Promise<void> {
    const { session } = await connect(database.url);
    for (const sql of HAND_MADE[dialect]) await session.query(sql);
    await session.close();
  }

  it('writes a configuration that the first revision needs nothing more than', async () => {
    expect(await succeed('init')).toContain('plumbline.config.ts');
    expect(project.read('plumbline.config.ts')).toContain(`dialects: ['${dialect}']`);
    expect(project.versions()).toEqual([]);
    await succeed('revision', '-m', 'people');
    await succeed('upgrade');
    expect(await succeed('check')).toContain('Clean');
    const { code, stderr } = await project.plumbline('init');
    expect(code).toBe(2);
    expect(stderr).toContain('a configuration already');
  });

  it('adopts a database that is there: its schema is the first revision, applied, and its rows stay', async () => {
    await makeByHand();
    const output = await succeed('init', '--from-database', '-m', 'as it was');
    expect(output).toContain('create table people');
    expect(await succeed('upgrade')).toContain('Nothing to do');
    expect(await succeed('check')).toContain('Clean');

    project.write('data-source.ts', ENTITIES(80));
    await succeed('revision', '-m', 'longer names');
    expect(await succeed('upgrade')).toContain('Applied 1 revision');
    const { session } = await connect(database.url);
    expect(await session.query('SELECT name FROM people')).toEqual([{ name: 'Ada' }]);
    await session.close();
    expect((await project.plumbline('init', '--from-database')).stderr).toContain(
      'There are revisions already',
    );
  });

  it('makes a baseline that builds the same schema on an empty database', async () => {
    await makeByHand();
    await succeed('init', '--from-database');
    const second = await create();
    try {
      await succeed('upgrade', '--url', second.url);
      expect(await succeed('check', '--url', second.url)).toContain('Clean');
      await succeed('downgrade', 'base', '--url', second.url);
    } finally {
      await second.drop();
    }
  });

  it('refuses an empty database, and leaves no revision', async () => {
    const { code, stderr } = await project.plumbline(
      'init',
      '--from-database',
      '--config',
      'plumbline.config.ts',
    );
    expect(code).toBe(2);
    expect(stderr).toContain('nothing to adopt');
    expect(project.versions()).toEqual([]);
  });
});
