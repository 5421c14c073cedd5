import { Check, Index, ManyToOne } from 'typeorm';
import { decorate, entity, property } from '../support/entities';
import type { EntityDefinition, Pair } from '../support/shape';

type Made = Pick<Pair, 'rows' | 'read' | 'rowsAfter' | 'rowsBack'>;

const text = { type: 'varchar', length: 10 } as const;

/** A change that makes the table anew, with something beside it that must live on (problem 22). */
function rebuild(name: string, made: Made): Pair {
  const table = (length: number) =>
    decorate(
      entity('thing', {
        id: { type: 'integer', primary: true, generated: 'increment' } as never,
        a: { ...text, length },
      }),
      Index('by_a', ['a'], { where: `"a" <> ''` }),
      Check('calls', `coalesce(abs(length("a")), 1) > 0`),
    );
  return { name, on: ['sqlite'], before: () => [table(10)], after: () => [table(20)], ...made };
}

function withReferences(withoutRowid: boolean): readonly EntityDefinition[] {
  const thing = decorate(entity('thing', { name: text }, { withoutRowid }), Index('by_name', ['name']));
  const part = entity('part', {});
  property(
    part,
    'thing',
    ManyToOne(() => thing, { onDelete: 'CASCADE' }),
  );
  return [thing, part];
}

export const SQLITE_PAIRS: readonly Pair[] = [
  rebuild('the highest key that was given is not forgotten', {
    rows: [`INSERT INTO "thing" ("id", "a") VALUES (1, 'x'), (9, 'y')`, 'DELETE FROM "thing" WHERE "id" = 9'],
    read: 'SELECT seq FROM sqlite_sequence',
    rowsAfter: [{ seq: 9 }],
    rowsBack: [{ seq: 9 }],
  }),
  rebuild('a trigger fires still', {
    rows: [
      `CREATE TABLE log (n)`,
      `CREATE TRIGGER noted AFTER UPDATE ON "thing" BEGIN INSERT INTO log VALUES (new."id"); END`,
      `INSERT INTO "thing" ("a") VALUES ('x')`,
      `DROP TABLE log`,
    ],
    read: `SELECT name FROM sqlite_schema WHERE type = 'trigger'`,
    rowsAfter: [{ name: 'noted' }],
    rowsBack: [{ name: 'noted' }],
  }),
  {
    name: 'a collation and a generated column live through a rebuild',
    on: ['sqlite'],
    before: () => [
      entity('thing', {
        a: { ...text, collation: 'NOCASE' },
        b: { type: 'integer' },
        c: { type: 'integer', asExpression: 'b + 1', generatedType: 'VIRTUAL', nullable: true },
      }),
    ],
    after: () => [
      entity('thing', {
        a: { ...text, collation: 'NOCASE' },
        b: { type: 'bigint' },
        c: { type: 'integer', asExpression: 'b + 1', generatedType: 'VIRTUAL', nullable: true },
      }),
    ],
    rows: [`INSERT INTO "thing" ("id", "a", "b") VALUES (1, 'X', 2)`],
    read: `SELECT "a", "b", "c" FROM "thing" WHERE "a" = 'x'`,
    rowsAfter: [{ a: 'X', b: 2, c: 3 }],
    rowsBack: [{ a: 'X', b: 2, c: 3 }],
  },
  {
    name: 'a table becomes WITHOUT ROWID',
    on: ['sqlite'],
    kinds: { sqlite: ['setTableOptions'] },
    before: () => [entity('thing', {})],
    after: () => [entity('thing', {}, { withoutRowid: true })],
    rows: ['INSERT INTO "thing" VALUES (1)'],
    read: 'SELECT "id" FROM "thing"',
    rowsAfter: [{ id: 1 }],
    rowsBack: [{ id: 1 }],
  },
  {
    name: 'a table with indexes, and a key that points to it, is WITHOUT ROWID no more',
    on: ['sqlite'],
    before: () => withReferences(true),
    after: () => withReferences(false),
    rows: [
      `INSERT INTO "thing" ("id", "name") VALUES (1, 'x'), (2, 'y')`,
      `INSERT INTO "part" ("id", "thingId") VALUES (7, 2)`,
    ],
    read: 'SELECT p."id", t."name" FROM "part" p JOIN "thing" t ON t."id" = p."thingId"',
    rowsAfter: [{ id: 7, name: 'y' }],
    rowsBack: [{ id: 7, name: 'y' }],
  },
];
