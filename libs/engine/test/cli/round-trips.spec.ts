import { join } from 'node:path';
import { createPostgresDatabase, type TestDatabase } from '@plumbline/testing';
import { createProject, revisionFile, type TestProject } from '../support/project';

/** Writes, at its end, how many messages a process sent to the server and how many statements with `CREATE TABLE`. */
const COUNT = `const { Client } = require('pg');
const query = Client.prototype.query;
const seen = [];
Client.prototype.query = function (...args) {
  seen.push(typeof args[0] === 'string' ? args[0] : args[0].text ?? 'a flight');
  return query.apply(this, args);
};
process.on('exit', () => require('node:fs').writeFileSync(process.env.COUNT_FILE, JSON.stringify(seen)));`;

/** Tables with a check that PostgreSQL writes otherwise, so that it has to be asked. */
const dataSource = (count: number): string => `
const { Check, Column, DataSource, Entity, Index, PrimaryGeneratedColumn } = require('typeorm');
const entities = Array.from({ length: ${count} }, (_, index) => {
  class One {}
  PrimaryGeneratedColumn()(One.prototype, 'id');
  Column({ type: 'numeric' })(One.prototype, 'price');
  Column({ type: 'simple-enum', enum: ['a', 'b'], default: 'a' })(One.prototype, 'kind');
  Index(['price'])(One);
  Check('"price" >= 0')(One);
  Entity('table_' + index)(One);
  return One;
});
module.exports = { default: new DataSource({ type: 'postgres', entities }) };
`;

const CONFIG = `import { defineConfig, env } from '@plumbline/engine';

export default defineConfig({
  dataSource: () => import('./data-source.cjs'),
  environments: { development: { url: env('DATABASE_URL') } },
  cacheDirectory: 'cache',
});
`;

/** What a run asks before it begins, its lock, and its own tables. */
const LOOKS = 16;

describe('round trips', () => {
  let database: TestDatabase;
  let project: TestProject;

  beforeEach(async () => {
    database = await createPostgresDatabase();
    const variables = { DATABASE_URL: database.url, COUNT_FILE: '', NODE_OPTIONS: '' };
    project = createProject({ variables, insideWorkspace: true });
    project.write('plumbline.config.ts', CONFIG);
    project.write('count.cjs', COUNT);
  });
  afterEach(async () => {
    project.remove();
    await database.drop();
  });

  async function statements(...words: readonly string[]): Promise<readonly string[]> {
    const file = join(project.folder, 'seen.json');
    const watched = { COUNT_FILE: file, NODE_OPTIONS: `--require ${join(project.folder, 'count.cjs')}` };
    const { code, stdout, stderr } = await project.plumblineWith(watched, ...words);
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stderr: '' });
    return JSON.parse(project.read('seen.json')) as readonly string[];
  }

  it('of a check are eight at most, whatever there is, and asks about a text once', async () => {
    for (const count of [2, 40]) {
      project.write('data-source.cjs', dataSource(count));
      for (const words of [['revision', '-m', `tables ${count}`], ['upgrade']]) {
        expect(await project.plumbline(...words)).toMatchObject({ code: 0 });
      }
      const first = await statements('check');
      expect(first.filter((sql) => sql.includes('CREATE SCHEMA'))).toHaveLength(1);
      expect(first.length).toBeLessThanOrEqual(8);
      const second = await statements('check');
      expect(second.filter((sql) => sql.includes('CREATE SCHEMA'))).toEqual([]);
      expect(second.length).toBeLessThan(first.length);
    }
  });

  it('of a check are more when a function comes that a text could mean', async () => {
    project.write('data-source.cjs', dataSource(1));
    for (const words of [['revision', '-m', 'one'], ['upgrade']]) await project.plumbline(...words);
    await statements('check');
    expect((await statements('check')).join()).not.toContain('CREATE SCHEMA');
    const { Client } = await import('pg');
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query("CREATE FUNCTION now_and_then() RETURNS integer LANGUAGE sql AS 'SELECT 1'");
    await client.end();
    expect((await statements('check')).join()).toContain('CREATE SCHEMA');
    expect((await statements('check')).join()).not.toContain('CREATE SCHEMA');
  });

  it('compares texts where it may not ask, and says so', async () => {
    const role = `reader_${database.url.slice(-12)}`;
    project.write('data-source.cjs', dataSource(1));
    for (const words of [['revision', '-m', 'one'], ['upgrade']]) await project.plumbline(...words);
    const { Client } = await import('pg');
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'weak';
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`);
    try {
      const url = Object.assign(new URL(database.url), { username: role, password: 'weak' }).href;
      const asReader = await project.plumblineWith({ DATABASE_URL: url }, 'check', '--no-cache');
      expect(asReader).toMatchObject({ code: 3, stderr: '' });
      expect(asReader.stdout).toContain('gives no right to create a scratch schema');
      expect(asReader.stdout).toContain('check');
      // What is no expression needs nobody's judgement.
      expect(asReader.stdout).not.toMatch(/index|column|default/);
      expect(await project.plumbline('check', '--no-cache')).toMatchObject({ code: 0 });
    } finally {
      await client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
      await client.end();
    }
  });

  it.each([
    ['each', 20],
    ['all', 1],
  ])(
    'of an upgrade of twenty revisions by --transaction %s are %s and a few more',
    async (mode, transactions) => {
      for (let index = 0; index < 20; index += 1) {
        const id = `a${String(index).padStart(3, '0')}`;
        const down = index === 0 ? null : `a${String(index - 1).padStart(3, '0')}`;
        const table = `op.createTable('t${index}', { columns: [{ name: 'id', type: 'integer' }] });`;
        project.write(`versions/${id}.ts`, revisionFile(id, down, table));
      }
      const applied = await statements('upgrade', '--transaction', mode);
      expect(applied.length).toBeLessThanOrEqual(transactions + LOOKS);
      expect(await statements('upgrade')).toHaveLength(2);
    },
  );
});
