import type { Operation, OperationKind } from '../operation';
import type { Operations } from '../operations-api';
import { recordOperations } from '../recorder';

const id = { name: 'id', type: 'integer', identity: 'by default' } as const;
const name = { name: 'name', type: 'varchar(50)' } as const;

const calls: { readonly [K in OperationKind]: readonly [(op: Operations) => void, string] } = {
  createSchema: [(op) => op.createSchema('audit'), 'create schema audit'],
  dropSchema: [(op) => op.dropSchema('audit'), 'drop schema audit'],
  createExtension: [(op) => op.createExtension('citext'), 'create extension citext'],
  dropExtension: [(op) => op.dropExtension('citext'), 'drop extension citext'],
  createEnum: [(op) => op.createEnum('mood', ['ok', 'bad']), 'create enum mood (ok, bad)'],
  dropEnum: [(op) => op.dropEnum({ schema: 'audit', name: 'mood' }, ['ok']), 'drop enum audit.mood'],
  alterEnum: [
    (op) =>
      op.alterEnum('mood', {
        from: ['ok', 'bad', 'so'],
        to: ['fine', 'so', 'new'],
        mapping: { ok: 'fine', bad: 'so' },
      }),
    'change enum mood: add new, rename ok to fine, remove bad (its rows become so)',
  ],
  createTable: [(op) => op.createTable('users', { columns: [id, name] }), 'create table users (2 columns)'],
  dropTable: [(op) => op.dropTable('users', { columns: [id] }), 'drop table users (1 column)'],
  renameTable: [(op) => op.renameTable('users', 'people'), 'rename table users to people'],
  setTableComment: [
    (op) => op.setTableComment('users', { to: 'all of\nthem' }),
    'comment table users: all of them',
  ],
  setTableOptions: [
    (op) => op.setTableOptions('users', { from: { strict: true }, to: { withoutRowid: true } }),
    'make table users WITHOUT ROWID and not STRICT',
  ],
  addColumn: [(op) => op.addColumn('users', name), 'add column users.name (varchar(50), not null)'],
  dropColumn: [(op) => op.dropColumn('users', name), 'drop column users.name'],
  alterColumn: [
    (op) =>
      op.alterColumn('users', {
        from: name,
        to: { ...name, type: 'varchar(100)', nullable: true, default: 'x' },
      }),
    "change users.name: varchar(50) -> varchar(100); not null -> nullable; no default -> default 'x'",
  ],
  renameColumn: [
    (op) => op.renameColumn('users', 'name', 'full_name'),
    'rename column users.name to full_name',
  ],
  addPrimaryKey: [
    (op) => op.addPrimaryKey('users', { name: 'PK', columns: ['id'] }),
    'add primary key PK to users (id)',
  ],
  dropPrimaryKey: [(op) => op.dropPrimaryKey('users', { columns: ['id'] }), 'drop primary key of users'],
  addUnique: [
    (op) => op.addUnique('users', { name: 'UQ', columns: ['a', 'b'] }),
    'add unique UQ to users (a, b)',
  ],
  dropUnique: [(op) => op.dropUnique('users', { name: 'UQ', columns: ['a'] }), 'drop unique UQ of users'],
  addCheck: [
    (op) => op.addCheck('users', { name: 'CHK', expression: 'age >\n 0' }),
    'add check CHK to users: age > 0',
  ],
  dropCheck: [
    (op) => op.dropCheck('users', { name: 'CHK', expression: 'age > 0' }),
    'drop check CHK of users',
  ],
  addExclusion: [
    (op) => op.addExclusion('users', { name: 'EX', expression: 'USING gist (a WITH =)' }),
    'add exclusion EX to users',
  ],
  dropExclusion: [
    (op) => op.dropExclusion('users', { name: 'EX', expression: 'USING gist (a WITH =)' }),
    'drop exclusion EX of users',
  ],
  addForeignKey: [
    (op) =>
      op.addForeignKey('users', {
        name: 'FK',
        columns: ['org'],
        references: { schema: 's', table: 'orgs', columns: ['id'] },
      }),
    'add foreign key FK to users (org) -> s.orgs (id)',
  ],
  dropForeignKey: [
    (op) =>
      op.dropForeignKey('users', {
        name: 'FK',
        columns: ['org'],
        references: { table: 'orgs', columns: ['id'] },
      }),
    'drop foreign key FK of users',
  ],
  validateConstraint: [(op) => op.validateConstraint('users', 'FK'), 'validate constraint FK of users'],
  createIndex: [
    (op) =>
      op.createIndex('users', {
        name: 'IDX',
        columns: ['a', { expression: 'lower(b)' }, { column: 'c', order: 'desc' }],
        unique: true,
      }),
    'create unique index IDX on users (a, lower(b), c)',
  ],
  dropIndex: [(op) => op.dropIndex('users', { name: 'IDX', columns: ['a'] }), 'drop index IDX of users'],
  renameConstraint: [(op) => op.renameConstraint('users', 'a', 'b'), 'rename constraint a of users to b'],
  renameIndex: [(op) => op.renameIndex('users', 'a', 'b'), 'rename index a of users to b'],
  bulkInsert: [
    (op) =>
      op.bulkInsert('users', [
        { name: 'a', n: 1n, at: new Date(0), raw: Uint8Array.of(1, 255), more: { default: { on: [1] } } },
        { name: op.sql('current_user'), n: null, at: null, raw: null, more: [true, 'x'] },
      ]),
    'insert 2 rows into users (name, n, at, raw, more)',
  ],
  backfill: [
    (op) =>
      op.backfill('users', { set: { full_name: op.sql('name') }, where: 'full_name IS NULL', pause: 50 }),
    'fill full_name of users where full_name IS NULL, 1000 rows at a time',
  ],
  autocommit: [
    (op) =>
      op.autocommit(() => {
        op.validateConstraint('users', 'FK');
        op.execute('VACUUM users');
      }),
    'outside of the transaction: validate constraint FK of users; run SQL: VACUUM users',
  ],
  createView: [
    (op) => op.createView('adults', { definition: 'SELECT id\n  FROM users;' }),
    'create view adults: SELECT id FROM users',
  ],
  dropView: [
    (op) => op.dropView('adults', { definition: 'SELECT id FROM users', materialized: true }),
    'drop materialized view adults',
  ],
  replaceView: [
    (op) => op.replaceView('adults', { from: { definition: 'SELECT 1' }, to: { definition: 'SELECT 2' } }),
    'change view adults: SELECT 2',
  ],
  execute: [(op) => op.execute('UPDATE users\n   SET a = 1'), 'run SQL: UPDATE users SET a = 1'],
  run: [(op) => op.run('fill names', () => undefined), 'run code: fill names'],
};

/** For tests: one operation of each kind, and what it is called in a plan. */
export const oneOfEach: readonly (readonly [OperationKind, Operation, string])[] = Object.entries(calls).map(
  ([kind, [call, sentence]]) => {
    const [op] = recordOperations(call, 'postgres');
    if (op === undefined) throw new Error(`${kind} records nothing`);
    return [kind as OperationKind, op, sentence];
  },
);
