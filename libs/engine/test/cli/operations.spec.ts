import { DATABASES, type TestDatabase } from '@plumbline/testing';
import { connect, type Connected } from '../support/apply';
import { createProject, revisionFile, type TestProject } from '../support/project';

/** An entity in its table, with what is between its column and the next one. */
function dataSource(decorators: string, columns: string): string {
  return `import { Check, Column, DataSource, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

${decorators}
@Entity('users')
class User {
  @PrimaryGeneratedColumn() id!: number;
  ${columns}
}
void Check; void Index; void Unique;
export default new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [User] });
`;
}

describe.each(DATABASES)(
  'operations that are not in one transaction, on $dialect',
  ({ dialect: name, create }) => {
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
      connected = await connect(database.url);
    });
    afterEach(async () => {
      await connected.session.close();
      project.remove();
      await database.drop();
    });

    async function count(sql: string): Promise<number> {
      const [row] = await connected.session.query<{ n: number | string }>(`SELECT count(*) AS n FROM ${sql}`);
      return Number(row?.n);
    }
    const indexes = async (): Promise<readonly string[]> => {
      const { tables } = await connected.dialect.introspect(connected.session);
      return tables.flatMap((table) => table.indexes.map((index) => index.name));
    };

    const ITEMS = `op.createTable('items', {
    columns: [{ name: 'id', type: 'integer' }, { name: 'n', type: 'integer', default: 0 }],
    primaryKey: { name: 'PK_items', columns: ['id'] },
  });
  op.bulkInsert('items', Array.from({ length: 300 }, (_, id) => ({ id })));`;

    it('fills rows in batches, and goes on after the last batch when it was stopped', async () => {
      project.write('versions/a.ts', revisionFile('aaaa', null, ITEMS, "op.execute('DROP TABLE items');"));
      project.write(
        'versions/b.ts',
        revisionFile(
          'bbbb',
          'aaaa',
          `op.addColumn('items', { name: 'more', type: 'text', nullable: true });
  op.backfill('items', { set: { n: op.sql('n + 1'), more: 'x' }, batchSize: 10, pause: 100 });
  op.alterColumn('items', {
    from: { name: 'more', type: 'text', nullable: true },
    to: { name: 'more', type: 'text' },
  });`,
          "op.dropColumn('items', { name: 'more', type: 'text' });",
        ),
      );
      await project.succeed('upgrade', 'aaaa');
      const run = project.begin('upgrade');
      await run.printed(/backfill items: 0 rows|backfill items: 0 of/);
      while ((await count('items WHERE n = 1')) < 20) await new Promise((resolve) => setTimeout(resolve, 5));
      run.process.kill('SIGTERM');
      const { code, stderr } = await run.outcome;
      expect(stderr).toMatch(
        /Of 'bbbb' statement 1 stays applied, and so do the batches of statement 2 that are done \(\d+ rows\)/,
      );
      expect(code).toBe(143);
      const done = await count('items WHERE n = 1');
      expect(done).toBeLessThan(300);

      const again = await project.succeed('upgrade');
      expect(again).toMatch(/backfill items: 300 (of about 300 )?rows/);
      expect(await count('items WHERE n = 1')).toBe(300);
      expect(await project.succeed('current')).toContain('bbbb');
      const { tables } = await connected.dialect.introspect(connected.session);
      const more = tables.flatMap(({ columns }) => columns).find((column) => column.name === 'more');
      expect(more).toEqual({ name: 'more', type: 'text' });
      await project.succeed('downgrade');
      expect(await project.succeed('current')).toContain('aaaa');
    });

    it('builds indexes concurrently, makes keys of them, and runs what no transaction takes', async () => {
      project.write('versions/a.ts', revisionFile('aaaa', null, ITEMS, "op.execute('DROP TABLE items');"));
      project.write(
        'versions/b.ts',
        revisionFile(
          'bbbb',
          'aaaa',
          `op.createIndex('items', { name: 'IX_n', columns: ['n'], concurrently: true });
  op.createIndex('items', { name: 'UQ_id_n', columns: ['id', 'n'], unique: true, concurrently: true });
  op.addUnique('items', { name: 'UQ_id_n', columns: ['id', 'n'], usingIndex: 'UQ_id_n' });
  op.addCheck('items', { name: 'CK_n', expression: 'n >= 0', notValid: true });
  op.autocommit(() => {
    op.validateConstraint('items', 'CK_n');
    op.execute('VACUUM');
  });`,
          `op.dropCheck('items', { name: 'CK_n', expression: 'n >= 0' });
  op.dropUnique('items', { name: 'UQ_id_n', columns: ['id', 'n'] });
  op.dropIndex('items', { name: 'IX_n', columns: ['n'], concurrently: true });`,
        ),
      );
      await project.succeed('upgrade');
      const read = async () =>
        (await connected.dialect.introspect(connected.session)).tables.find((one) => one.name === 'items');
      expect(await read()).toMatchObject({
        uniques: [{ name: 'UQ_id_n', columns: ['id', 'n'] }],
        checks: [{ name: 'CK_n' }],
        indexes: [{ name: 'IX_n' }],
      });
      await project.succeed('downgrade');
      expect(await read()).toMatchObject({ uniques: [], checks: [], indexes: [] });
      await project.succeed('upgrade');
      expect(await project.succeed('current')).toContain('bbbb');
    });

    it('writes a revision in forms that block nobody, which leads where the plain one leads', async () => {
      const first = "@Column({ type: 'varchar', length: 50, nullable: true }) name!: string | null;";
      project.write('data-source.ts', dataSource('', first));
      await project.succeed('revision', '-m', 'users');
      await project.succeed('upgrade');
      await connected.session.query("INSERT INTO users (name) VALUES ('Ada')");
      project.write(
        'data-source.ts',
        dataSource(
          `@Index('IX_name', ['name']) @Unique('UQ_name', ['name']) @Check('CK_name', "name <> ''")`,
          "@Column({ type: 'varchar', length: 50 }) name!: string;",
        ),
      );
      await project.succeed('revision', '-m', 'names', '--online');
      const file = project.read(`versions/${project.versions().find((one) => one.includes('names')) ?? ''}`);
      if (name === 'postgres') {
        expect(file).toContain(
          "op.createIndex('users', { name: 'IX_name', columns: ['name'], concurrently: true });",
        );
        expect(file).toContain("usingIndex: 'UQ_name'");
        expect(file).toContain("op.validateConstraint('users', 'CK_name');");
        expect(file).toContain("name: 'CK_name_not_null'");
      }
      await project.succeed('upgrade');
      const checked = await project.succeed('check');
      expect(checked).toContain('Clean');
      expect(checked).not.toContain('plumbline_');
      expect(await indexes()).toEqual(['IX_name']);
      await project.succeed('downgrade');
      expect(await indexes()).toEqual([]);
      await project.succeed('upgrade');
      expect(await project.succeed('check')).toContain('Clean');
      expect(await count("users WHERE name = 'Ada'")).toBe(1);
    });
  },
);
