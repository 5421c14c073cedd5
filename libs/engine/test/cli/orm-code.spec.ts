import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASES, type TestDatabase } from '@plumbline/testing';
import { connect, type Connected } from '../support/apply';
import { createProject, revisionFile, WORKSPACE, type TestProject } from '../support/project';

const DATA_SOURCE = `import 'reflect-metadata';
import { BaseEntity, Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('users')
export class User extends BaseEntity {
  @PrimaryGeneratedColumn()
  id: number;
  @Column({ type: 'varchar', length: 50, unique: true })
  name: string;
}

export default new DataSource({ type: 'postgres', url: 'postgresql://nowhere:1/nothing', entities: [User] });
`;
const USERS = `op.createTable('users', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'name', type: 'varchar(50)' },
    ],
    primaryKey: { name: 'PK_users', columns: ['id'] },
    uniques: [{ name: 'UQ_users_name', columns: ['name'] }],
  });`;

describe.each(DATABASES)('code with TypeORM on $dialect', ({ create }) => {
  let database: TestDatabase;
  let project: TestProject;
  let connected: Connected;

  beforeEach(async () => {
    database = await create();
    project = createProject({ insideWorkspace: true, variables: { DATABASE_URL: database.url } });
    project.write('data-source.ts', DATA_SOURCE);
    project.write('versions/1_aaaa.ts', revisionFile('aaaa', null, USERS));
    connected = await connect(database.url);
  });
  afterEach(async () => {
    await connected.session.close();
    project.remove();
    await database.drop();
  });

  const names = async (): Promise<readonly unknown[]> =>
    (await connected.session.query('SELECT name FROM users ORDER BY name')).map(({ name }) => name);
  const upgradeWith = (code: string) => {
    project.write('versions/2_bbbb.ts', revisionFile('bbbb', 'aaaa', code));
    return project.plumbline('upgrade');
  };

  it.each(['typeorm', 'typeorm-0.3'])('has them on the transaction of the revision (%s)', async (name) => {
    mkdirSync(join(project.folder, 'node_modules'));
    symlinkSync(join(WORKSPACE, 'node_modules', name), join(project.folder, 'node_modules/typeorm'));
    const { code, stderr } = await upgradeWith(`op.run('users', async ({ query, manager, queryRunner }) => {
      const { User } = await import('../data-source');
      await manager.save(User, [{ name: 'a' }, { name: 'b' }]);
      await queryRunner.manager.getRepository('User').insert({ name: 'c' });
      await User.create({ name: 'd' }).save();
      await queryRunner.query("UPDATE users SET name = 'e' WHERE name = 'c'");
      const rows = await query('SELECT count(*) AS n FROM users');
      if (Number(rows[0].n) !== 4) throw new Error('another connection');
      if ((await manager.findOneByOrFail(User, { name: 'a' })).id !== 1) throw new Error('no id');
    });`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await names()).toEqual(['a', 'b', 'd', 'e']);
  });

  it('tells in the history why the data source cannot be had, without the password', async () => {
    project.write(
      'data-source.ts',
      "throw new Error(`no settings for ${process.env['DATABASE_URL']?.replace(/.*:(.+)@.*/, '[$1]')}`);",
    );
    project.write(
      'versions/2_bbbb.ts',
      revisionFile(
        'bbbb',
        'aaaa',
        "op.run('x', async ({ manager }) => { await manager.query('SELECT 1'); });",
      ),
    );
    expect((await project.plumbline('upgrade')).code).not.toBe(0);
    const [row] = await connected.session.query(
      "SELECT error FROM plumbline_history WHERE revision = 'bbbb'",
    );
    expect(row?.['error']).toContain('no settings for');
    expect(row?.['error']).not.toContain('[postgres]');
  });

  it('keeps a transaction of the code within that of the revision', async () => {
    const { code } = await upgradeWith(`op.run('users', async ({ manager, queryRunner }) => {
      await queryRunner.startTransaction();
      await queryRunner.query("INSERT INTO users (name) VALUES ('kept')");
      await queryRunner.commitTransaction();
      await manager.transaction(async (inner) => {
        await inner.query("INSERT INTO users (name) VALUES ('undone')");
        throw new Error('on purpose');
      }).catch(() => undefined);
      await manager.transaction((inner) => inner.query("INSERT INTO users (name) VALUES ('kept too')"));
    });`);
    expect(code).toBe(0);
    expect(await names()).toEqual(['kept', 'kept too']);
  });

  it('rolls everything back when it fails, with the words of the database', async () => {
    const { code, stderr } = await upgradeWith(`op.run('users', async ({ manager }) => {
      await manager.query("INSERT INTO users (name) VALUES ('a')");
      await manager.query("INSERT INTO users (name) VALUES ('a')");
    });`);
    expect(code).toBe(5);
    expect(stderr).toContain("error[revision-failed]: The upgrade of 'bbbb' failed");
    expect(stderr).toMatch(/unique/i);
    expect(await names()).toEqual([]);
    const rows = await connected.session.query('SELECT version_num FROM plumbline_version');
    expect(rows).toEqual([{ version_num: 'aaaa' }]);
  });

  it.each(['COMMIT', '-- done\n ROLLBACK'])('refuses %j', async (sql) => {
    const { code, stderr } = await upgradeWith(`op.run('users', async ({ queryRunner }) => {
      await queryRunner.query("INSERT INTO users (name) VALUES ('a')");
      await queryRunner.query(${JSON.stringify(sql)});
    });`);
    expect(code).not.toBe(0);
    expect(stderr).toContain('transaction-left');
    expect(await names()).toEqual([]);
  });

  it('refuses one commit too many', async () => {
    const { stderr } = await upgradeWith(
      `op.run('users', async ({ queryRunner }) => queryRunner.commitTransaction());`,
    );
    expect(stderr).toContain('transaction-left');
  });

  it('says how the manager is asked for when it is too late', async () => {
    const { code, stderr } = await upgradeWith(`op.run('users', async (context) => {
      await context.query("INSERT INTO users (name) VALUES ('a')");
      await context.manager.query('SELECT 1');
    });`);
    expect(code).not.toBe(0);
    expect(stderr).toContain('in its parameter list');
    expect(await names()).toEqual([]);
  });

  it('says what is missing where the configuration has no data source', async () => {
    project.write(
      'plumbline.config.ts',
      project.read('plumbline.config.ts').replace(/ {2}dataSource.*\n/, ''),
    );
    const { stderr } = await upgradeWith(
      `op.run('users', async ({ manager }) => manager.query('SELECT 1'));`,
    );
    expect(stderr).toContain('names no data source');
  });
});
