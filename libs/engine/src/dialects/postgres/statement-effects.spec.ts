import type { SqlStep } from '../../dialect/dialect';
import type { StatementEffects } from '../../dialect/effects';
import { displayName, type QualifiedName } from '../../model/schema';
import type { Operations } from '../../operations/operations-api';
import { recordOperations } from '../../operations/recorder';
import { postgres } from './postgres-dialect';
import { quoteName } from './quoting';
import { effectsOf } from './statement-effects';
import { useDatabase } from './testing/harness';

const SETUP = `
  CREATE TYPE mood AS ENUM ('ok', 'bad');
  CREATE TABLE orgs (id integer PRIMARY KEY, name text);
  CREATE TABLE users (
    id integer CONSTRAINT users_pk PRIMARY KEY, org integer, a integer NOT NULL, b varchar(50), c text,
    n numeric(10, 2), t timestamp, s smallint, m mood DEFAULT 'ok', plus integer GENERATED ALWAYS AS (a + 1) STORED,
    CONSTRAINT fk FOREIGN KEY (org) REFERENCES orgs, CONSTRAINT uq UNIQUE (b), CONSTRAINT chk CHECK (a > 0)
  );
  ALTER TABLE users ADD CONSTRAINT later CHECK (a > -1) NOT VALID;
  CREATE TABLE posts (id serial PRIMARY KEY, "user" integer);
  CREATE TABLE parts (id integer) PARTITION BY RANGE (id);
  CREATE TABLE part (id integer);
  CREATE INDEX ix ON users (a);
  CREATE INDEX ixb ON users (b, c);
  CREATE VIEW names AS SELECT name FROM orgs;
  CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
  INSERT INTO orgs VALUES (1, 'x');
  INSERT INTO users (id, org, a, b, n) SELECT i, 1, i, i::text, i FROM generate_series(1, 20) i;
  INSERT INTO posts ("user") SELECT i FROM generate_series(1, 20) i;
`;

const fk = { columns: ['user'], references: { table: 'users', columns: ['id'] } };
const users = {
  columns: [
    { name: 'id', type: 'integer' },
    { name: 'org', type: 'integer' },
  ],
  foreignKeys: [{ name: 'fk', columns: ['org'], references: { table: 'orgs', columns: ['id'] } }],
};
const column = (name: string, type: string, rest: object = {}) => ({
  name,
  type,
  nullable: true as const,
  ...rest,
});
const retype = (op: Operations, name: string, from: string, to: string, rest: object = {}): void =>
  op.alterColumn('users', { from: column(name, from), to: column(name, to), ...rest });

/** What is asked for, by what it is called. */
const OPERATIONS: Readonly<Record<string, (op: Operations) => void>> = {
  'a schema': (op) => op.createSchema('audit'),
  'an enum type': (op) => op.createEnum('kind', ['a']),
  'a label of an enum': (op) => op.alterEnum('mood', { from: ['ok', 'bad'], to: ['ok', 'bad', 'new'] }),
  'an enum made anew': (op) =>
    op.alterEnum('mood', {
      from: ['ok', 'bad'],
      to: ['bad', 'ok'],
      usedBy: [{ table: 'users', column: { ...column('m', ''), type: { enum: 'mood' }, default: 'ok' } }],
    }),
  'a table with a foreign key': (op) =>
    op.createTable('notes', { columns: [{ name: 'user', type: 'integer' }], foreignKeys: [fk] }),
  'a table that goes, with a foreign key': (op) => op.dropTable('users', users),
  'a table with another name': (op) => op.renameTable('users', 'people'),
  'a table in another schema': (op) => {
    op.createSchema('audit');
    op.renameTable('users', { schema: 'audit', name: 'users' });
    op.renameTable({ schema: 'audit', name: 'users' }, 'users');
  },
  'a comment': (op) => op.setTableComment('users', { to: 'all; of them' }),
  'a column': (op) => op.addColumn('users', column('d', 'text')),
  'a column with a constant': (op) => op.addColumn('users', { name: 'd', type: 'text', default: 'x(1)' }),
  'a column with a time': (op) =>
    op.addColumn('users', { name: 'd', type: 'timestamptz', default: op.sql('now()') }),
  'a column with a random number': (op) =>
    op.addColumn('users', { name: 'd', type: 'double precision', default: op.sql('random()') }),
  'an identity': (op) => op.addColumn('users', { name: 'd', type: 'integer', identity: 'always' }),
  'a serial': (op) => op.addColumn('users', { name: 'd', type: 'integer', autoIncrement: true }),
  'a computed column': (op) =>
    op.addColumn('users', {
      name: 'd',
      type: 'integer',
      nullable: true,
      generated: { expression: 'a * 2', stored: true },
    }),
  'a column that goes': (op) => op.dropColumn('users', column('c', 'text')),
  'a column with another name': (op) => op.renameColumn('users', 'c', 'd'),
  'a longer text': (op) => retype(op, 'b', 'varchar(50)', 'varchar(100)'),
  'a shorter text': (op) => retype(op, 'b', 'varchar(50)', 'varchar(20)'),
  'text without a limit': (op) => retype(op, 'b', 'varchar(50)', 'text'),
  'a larger number': (op) => retype(op, 's', 'smallint', 'bigint'),
  'more digits': (op) => retype(op, 'n', 'numeric(10,2)', 'numeric(12,2)'),
  'more decimals': (op) => retype(op, 'n', 'numeric(10,2)', 'numeric(12,4)'),
  'a number that was text': (op) => retype(op, 'b', 'varchar(50)', 'integer', { using: 'b::integer' }),
  'a default': (op) =>
    op.alterColumn('users', { from: column('c', 'text'), to: column('c', 'text', { default: 'x' }) }),
  'another collation': (op) =>
    op.alterColumn('users', { from: column('c', 'text'), to: column('c', 'text', { collation: 'C' }) }),
  'a column that must have a value': (op) =>
    op.alterColumn('users', { from: column('b', 'varchar(50)'), to: { name: 'b', type: 'varchar(50)' } }),
  'a column that need not have one': (op) =>
    op.alterColumn('users', { from: { name: 'a', type: 'integer' }, to: column('a', 'integer') }),
  'another expression': (op) =>
    op.alterColumn('users', {
      from: column('plus', 'integer', { generated: { expression: 'a + 1', stored: true } }),
      to: column('plus', 'integer', { generated: { expression: 'a + 2', stored: true } }),
    }),
  'a counter': (op) =>
    op.alterColumn('users', {
      from: { name: 'id', type: 'integer' },
      to: { name: 'id', type: 'integer', autoIncrement: true },
    }),
  'a counter that goes': (op) =>
    op.alterColumn('posts', {
      from: { name: 'id', type: 'integer', autoIncrement: true },
      to: { name: 'id', type: 'integer' },
    }),
  'a primary key': (op) => {
    op.dropPrimaryKey('users', { name: 'users_pk', columns: ['id'] });
    op.addPrimaryKey('users', { name: 'pk', columns: ['id'] });
  },
  'a unique': (op) => op.addUnique('users', { name: 'uq2', columns: ['a', 'b'] }),
  'a unique that goes': (op) => op.dropUnique('users', { name: 'uq', columns: ['b'] }),
  'a check': (op) => op.addCheck('users', { name: 'chk2', expression: "a > 0 AND c <> 'NOT VALID'" }),
  'a check that goes': (op) => op.dropCheck('users', { name: 'chk', expression: 'a > 0' }),
  'an exclusion': (op) => op.addExclusion('users', { name: 'ex', expression: 'USING btree (id WITH =)' }),
  'a foreign key': (op) => op.addForeignKey('posts', { name: 'fk', ...fk }),
  'a foreign key that goes': (op) => op.dropForeignKey('users', users.foreignKeys[0] ?? fk),
  'keys that are made of indexes': (op) => {
    op.createIndex('posts', { name: 'posts_key', columns: ['user'], unique: true });
    op.addUnique('posts', { name: 'posts_key', columns: ['user'], usingIndex: 'posts_key' });
  },
  'a foreign key whose rows are not checked': (op) =>
    op.addForeignKey('posts', { name: 'fk', ...fk, notValid: true }),
  'a check whose rows are checked later': (op) => op.validateConstraint('users', 'later'),
  'an index': (op) => op.createIndex('users', { name: 'ix2', columns: ['a'], where: 'a > 1' }),
  'an index that goes': (op) => op.dropIndex('users', { name: 'ix', columns: ['a'] }),
  'a constraint with another name': (op) => op.renameConstraint('users', 'chk', 'chk3'),
  'an index with another name': (op) => op.renameIndex('users', 'ix', 'ix3'),
};

/** SQL by hand. */
const STATEMENTS: readonly string[] = [
  'UPDATE users SET a = a + 1 WHERE id = 3',
  'DELETE FROM ONLY posts',
  "INSERT INTO posts (\"user\") VALUES (1); UPDATE orgs SET name = 'it''s; -- not' /* nor /* this */ */",
  'alter table Users validate constraint later',
  'ALTER TABLE users ADD CONSTRAINT c2 CHECK (a > 0) NOT VALID, ALTER a SET STATISTICS 10',
  'ALTER TABLE users ALTER COLUMN a SET STATISTICS 10',
  'ALTER TABLE posts ALTER "user" TYPE bigint USING "user" + 1',
  'ALTER TABLE public."users" SET (fillfactor = 70)',
  'ALTER TABLE posts ADD FOREIGN KEY ("user") REFERENCES public.users (id) NOT VALID',
  'ALTER TABLE posts ADD COLUMN org integer REFERENCES orgs (id)',
  'ALTER TABLE users DISABLE TRIGGER ALL',
  'ALTER TABLE users SET UNLOGGED',
  'ALTER TABLE posts ADD COLUMN d integer DEFAULT 1 NOT NULL, ADD COLUMN e text',
  'ALTER TABLE posts ADD COLUMN d uuid DEFAULT gen_random_uuid()',
  'ALTER TABLE parts ATTACH PARTITION part FOR VALUES FROM (1) TO (9)',
  'CREATE TABLE part2 PARTITION OF parts FOR VALUES FROM (1) TO (9)',
  'CREATE TRIGGER tr AFTER INSERT ON users EXECUTE FUNCTION nothing()',
  'CREATE UNIQUE INDEX ON users (id)',
  'DROP TABLE IF EXISTS posts, parts',
  'TRUNCATE users, posts',
  'LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE',
  'LOCK users',
  "COMMENT ON COLUMN users.a IS 'how many'",
  'CREATE POLICY p ON users',
  'ALTER TABLE users ENABLE ROW LEVEL SECURITY',
  'REINDEX TABLE users',
  'CREATE OR REPLACE VIEW names AS SELECT name FROM orgs WHERE id > 0',
];

/** The modes that make others wait, from weak to strong, as `pg_locks` has them. */
const MODES = [
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
];
const strongest = (modes: readonly string[]): string | undefined =>
  MODES[Math.max(...modes.map((mode) => MODES.indexOf(mode)))];
const asReported = (mode: string): string =>
  `${mode.replace(/(\w)(\w*) ?/g, (_, first: string, rest: string) => first + rest.toLowerCase())}Lock`;

/** What the server says of the tables that were there before, by oid. */
interface Observed {
  readonly oid: string;
  readonly file: string;
  readonly scans: number;
  readonly modes: readonly string[];
}

describe('what a statement does to tables in use', () => {
  const db = useDatabase();
  beforeAll(async () => {
    await db.session.query(SETUP);
  });
  beforeEach(() => db.session.query('BEGIN'));
  afterEach(() => db.session.query('ROLLBACK'));

  const observe = (): Promise<readonly Observed[]> =>
    db.session.query<Observed>(
      `SELECT c.oid::text, coalesce(pg_relation_filenode(c.oid), 0)::text AS file,
              coalesce((SELECT seq_scan FROM pg_stat_xact_user_tables s WHERE s.relid = c.oid), 0)::int AS scans,
              ARRAY(SELECT mode FROM pg_locks l WHERE l.pid = pg_backend_pid() AND l.relation = c.oid) AS modes
         FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.oid >= 16384 ORDER BY c.oid`,
    );
  const oidOf = async (name: QualifiedName): Promise<string> => {
    const [row] = await db.session.query<{ oid: string }>('SELECT to_regclass($1)::oid::text AS oid', [
      quoteName(name),
    ]);
    return row?.oid ?? displayName(name);
  };

  /** Runs a statement and holds what is told of it to what the server then reports. */
  const compare = async (sql: string, told: StatementEffects, before: readonly Observed[]): Promise<void> => {
    const there = new Set(before.map(({ oid }) => oid));
    const resolve = async (names: readonly QualifiedName[]): Promise<readonly string[]> =>
      (await Promise.all(names.map(oidOf))).filter((oid) => there.has(oid));
    const said = await Promise.all(
      told.locks.map(async ({ table, mode }) => [table && (await oidOf(table)), asReported(mode)] as const),
    );
    const rewrites = await resolve(told.rewrites);
    const scans = await resolve(told.scans);

    await db.session.query(sql);
    const after = await observe();
    const was = new Map(before.map((one) => [one.oid, one]));
    for (const oid of there) {
      const taken = strongest(after.find((one) => one.oid === oid)?.modes ?? []);
      const mode = strongest(said.filter(([one]) => one === oid).map(([, each]) => each));
      const isGone = !after.some((one) => one.oid === oid);
      // What an earlier statement took is not seen to be taken again.
      const isOld = taken === strongest(was.get(oid)?.modes ?? []);
      const expected = isOld ? strongest([mode ?? '', taken ?? '']) : mode;
      if (!isGone) expect({ sql, oid, mode: taken }).toEqual({ sql, oid, mode: expected });
      else expect({ sql, oid, mode }).toEqual({ sql, oid, mode: 'AccessExclusiveLock' });
    }
    const changed = after.filter(({ oid, file }) => there.has(oid) && was.get(oid)?.file !== file);
    const read = after.filter(
      ({ oid, scans: count }) => there.has(oid) && count > (was.get(oid)?.scans ?? 0),
    );
    const ids = (rows: readonly Observed[]): readonly string[] => rows.map(({ oid }) => oid).sort();
    if (/^TRUNCATE/.test(sql)) return;
    expect({ sql, rewrites: ids(changed) }).toEqual({ sql, rewrites: [...new Set(rewrites)].sort() });
    const unsaid = ids(read).filter((oid) => !scans.includes(oid) && !rewrites.includes(oid));
    expect({ sql, unsaid }).toEqual({ sql, unsaid: [] });
    // Which way rows are found is the planner's choice, and an empty table is not read.
    if (!/^(?:UPDATE|DELETE)/.test(sql)) {
      const unread = scans.filter((oid) => !ids(read).includes(oid));
      expect({ sql, unread }).toEqual({ sql, unread: [] });
    }
  };

  it.each(Object.entries(OPERATIONS))('is told of the operations: %s', async (_, record) => {
    let before = await observe();
    for (const step of postgres.compile(recordOperations(record, 'postgres'))) {
      if (step.kind !== 'sql') throw new Error(`a step of kind ${step.kind}`);
      const told = effectsOf(step, step.sql);
      expect({ sql: step.sql, isOpaque: told.isOpaque }).toEqual({ sql: step.sql, isOpaque: false });
      await compare(step.sql, told, before);
      before = await observe();
    }
  });

  it.each(STATEMENTS)('is told of SQL by hand: %s', async (sql) => {
    const told = effectsOf(step(sql), sql);
    expect(told.isOpaque).toBe(false);
    await compare(sql, told, await observe());
  });

  it('is not told of what cannot be looked into', () => {
    for (const sql of [
      'DO $$ BEGIN DROP TABLE users; END $$',
      'CALL tidy()',
      'WITH x AS (DELETE FROM users) SELECT 1',
    ]) {
      expect({ sql, ...effectsOf(step(sql), sql) }).toMatchObject({ sql, isOpaque: true, locks: [] });
    }
  });

  // No transaction may be around these, and outside of one no lock stays to be looked at.
  it('is told of indexes that come and go while others write', () => {
    const steps = postgres.compile(
      recordOperations((op) => {
        op.createIndex('users', { name: 'ix2', columns: ['a'], concurrently: true });
        op.dropIndex('users', { name: 'ix', columns: ['a'], concurrently: true });
      }, 'postgres'),
    );
    const lock = { table: { name: 'users' }, mode: 'SHARE UPDATE EXCLUSIVE', blocks: ['schema changes'] };
    expect(steps.map((one) => effectsOf(one, one.kind === 'sql' ? one.sql : ''))).toMatchObject([
      { locks: [lock], scans: [{ name: 'users' }], isOpaque: false },
      { locks: [lock], scans: [], isOpaque: false },
    ]);
  });
});

function step(sql: string): SqlStep {
  return { kind: 'sql', sql, operations: recordOperations((op) => op.execute(sql), 'postgres') };
}
