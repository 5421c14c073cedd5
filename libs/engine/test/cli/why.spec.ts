import { createPostgresDatabase, createSqliteDatabase, type TestDatabase } from '@plumbline/testing';
import { createProject, type TestProject } from '../support/project';

const ENTITIES = (more: string, size = 10): string => `
import { Check, Column, DataSource, Entity, Index, JoinTable, ManyToMany, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
class Address { @Column({ type: 'varchar' }) city!: string; }
@Entity('roles') class Role { @PrimaryGeneratedColumn() id!: number; }
@Entity('users') @Check('CHK_users', 'id > 0') class User {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ type: 'varchar', length: ${size} }) name!: string;
  ${more}
}
export default new DataSource({ type: 'postgres', entities: [User, Role] });
`;
const MORE = `
  @Index('users_by_locale') @Column({ type: 'varchar', length: 12, default: 'en' }) locale!: string;
  @Column(() => Address) home!: Address;
  @ManyToOne(() => Role) role!: Role;
  @ManyToMany(() => Role) @JoinTable() others!: Role[];
`;

describe.each([
  ['postgres', createPostgresDatabase, 'pg_attribute', 'pg_class'],
  ['sqlite', createSqliteDatabase, 'pragma_table_xinfo', 'sqlite_schema'],
] as const)('--why on %s', (dialect, create, ofColumns, ofTables) => {
  let database: TestDatabase;
  let project: TestProject;

  beforeAll(async () => {
    database = await create();
    project = createProject({
      variables: { DATABASE_URL: database.url },
      insideWorkspace: true,
      inProcess: true,
    });
    project.write(
      'plumbline.config.ts',
      `import { defineConfig, env } from '@plumbline/engine';
export default defineConfig({ dataSource: () => import('./data-source'), dialects: ['${dialect}'],
  environments: { development: { url: env('DATABASE_URL') } } });`,
    );
    project.write('data-source.ts', ENTITIES(''));
    expect(await project.plumbline('revision', '-m', 'first')).toMatchObject({ code: 0 });
    expect(await project.plumbline('upgrade')).toMatchObject({ code: 0 });
    project.write('data-source.ts', ENTITIES(MORE, 20));
  });
  afterAll(async () => {
    project.remove();
    await database.drop();
  });

  it('names the entity, the catalogue and what was compared, also from the cache', async () => {
    for (const _ of [1, 2]) {
      const { code, stdout } = await project.plumbline('check', '--why');
      expect(code).toBe(3);
      const text = stdout.replace(/\s+/g, ' ');
      expect(text).toContain(
        `because User.locale describes it (type varchar(12), nullable no, default 'en'), and ${ofColumns} has no users.locale`,
      );
      expect(text).toContain(
        `because User.name has type varchar(20), and ${ofColumns} users.name has type varchar(10) (the database says`,
      );
      expect(text).toContain('because User.home.city, named by DefaultNamingStrategy describes it');
      expect(text).toContain('because the relation User.role describes it');
      expect(text).toContain('because User (locale), named there describes it (keys (locale))');
      expect(text).toContain('because the relation User.others describes it');
      expect(text).toContain(`and ${ofTables} has no users_others_roles`);
      expect(text).toContain('because User (role), named by DefaultNamingStrategy describes it');
    }
  });

  it('says it as data for each operation, only when asked, and of the revisions where they are the base', async () => {
    const plain = await project.plumbline('check', '--json');
    expect(plain.stdout).not.toContain('"why"');
    const { stdout } = await project.plumbline('check', '--json', '--why', '--base', 'revisions');
    const { differences } = JSON.parse(stdout) as {
      differences: { operations: { kind: string; why: unknown[] }[] }[];
    };
    const operations = differences.flatMap((one) => one.operations);
    for (const { why } of operations) expect(why).toHaveLength(1);
    expect(operations.find(({ kind }) => kind === 'alterColumn')?.why).toContainEqual({
      entities: ['User.name'],
      found: { in: 'the schema of the revisions', name: 'users.name' },
      compared: [{ aspect: 'type', entities: 'varchar(20)', found: 'varchar(10)' }],
      decidedBy: 'text',
    });
  });

  it('says what no entity describes any more, and refuses where nothing is explained', async () => {
    project.write('data-source.ts', ENTITIES('').replace(/@Column.*name!: string;/, ''));
    const { stdout } = await project.plumbline('check', '--why');
    expect(stdout).toContain(
      `because no entity describes it, and ${ofColumns} has users.name (type varchar(10)`,
    );
    const before = project.versions();
    for (const other of ['--sql-only', '--empty']) {
      const refused = await project.plumbline('revision', '-m', 'x', '--why', other);
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('check --why') as string });
    }
    expect(project.versions()).toEqual(before);
    const written = await project.plumbline('revision', '-m', 'second', '--why');
    expect(written.stdout).toContain('because no entity describes it');
  });
});
