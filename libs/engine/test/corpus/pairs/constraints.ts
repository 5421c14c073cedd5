import { Check, Exclusion, Index, Unique } from 'typeorm';
import { tableChange } from '../support/changes';
import { decorate, entity } from '../support/entities';
import type { Pair } from '../support/shape';

const POSTGRES = { on: ['postgres'] } as const;
type Decorators = readonly ClassDecorator[];

/** Decorators of one table become others. */
function decorators(
  name: string,
  [from, to]: readonly [Decorators, Decorators],
  rest: Partial<Pair> = {},
): Pair {
  return tableChange(
    name,
    (columns) => ({
      from: [decorate(entity('thing', columns), ...from)],
      to: [decorate(entity('thing', columns), ...to)],
    }),
    rest,
  );
}

export const CONSTRAINT_PAIRS: readonly Pair[] = [
  // problem 16
  decorators('a check changes under its name', [[Check('c', '"a" > 0')], [Check('c', '"a" > 1')]]),
  {
    name: 'a check of a list of words stays, and its column becomes text',
    before: () => [
      decorate(entity('thing', { c: { type: 'varchar', length: 5 } }), Check('c', `"c" IN ('x', 'y')`)),
    ],
    after: () => [decorate(entity('thing', { c: { type: 'text' } }), Check('c', `"c" IN ('x', 'y')`))],
    rows: [`INSERT INTO "thing" ("id", "c") VALUES (1, 'x')`],
    read: 'SELECT "c" FROM "thing"',
    rowsAfter: [{ c: 'x' }],
    rowsBack: [{ c: 'x' }],
  },
  decorators('a check comes', [[], [Check('"a" < "b"')]]),
  decorators('a check goes', [[Check('c', `"c" <> 'z'`)], []]),
  decorators('a check gets another name', [[Check('one', '"a" > 0')], [Check('two', '"a" > 0')]], {
    kinds: { postgres: ['renameConstraint'] },
    ...POSTGRES,
  }),
  // problem 24
  decorators('a check with calls in calls stays when another comes', [
    [Check('one', 'coalesce(abs("a"), 1) > 0')],
    [Check('one', 'coalesce(abs("a"), 1) > 0'), Check('two', 'abs("b") > (0)')],
  ]),
  decorators(
    'an exclusion changes',
    [[Exclusion('e', 'USING btree ("a" WITH =)')], [Exclusion('e', 'USING btree ("b" WITH =)')]],
    POSTGRES,
  ),
  decorators(
    'an exclusion becomes deferrable',
    [
      [Exclusion('e', 'USING btree ("a" WITH =)')],
      [Exclusion('e', 'USING btree ("a" WITH =)', { deferrable: 'INITIALLY DEFERRED' })],
    ],
    POSTGRES,
  ),
  // problem 18
  decorators('a unique gets other columns under its name', [
    [Unique('u', ['a', 'b'])],
    [Unique('u', ['a', 'c'])],
  ]),
  decorators('a unique gets its columns in another order', [
    [Unique('u', ['a', 'b'])],
    [Unique('u', ['b', 'a'])],
  ]),
  decorators('a unique gets another name', [[Unique('one', ['a'])], [Unique('two', ['a'])]], {
    kinds: { postgres: ['renameConstraint'] },
    ...POSTGRES,
  }),
  decorators(
    'a unique becomes deferrable',
    [[Unique('u', ['a'])], [Unique('u', ['a'], { deferrable: 'INITIALLY DEFERRED' })]],
    POSTGRES,
  ),
  decorators('a unique becomes an index', [[Unique('u', ['a'])], [Index('i', ['a'], { unique: true })]]),
  decorators('a second unique of the same columns comes', [
    [Unique('u', ['a'])],
    [Unique('u', ['a']), Unique('v', ['a'])],
  ]),
  // problem 17
  decorators('an index gets another predicate', [
    [Index('i', ['a'], { where: '"a" > 1' })],
    [Index('i', ['a'], { where: '"a" > 2' })],
  ]),
  decorators('an index gets its columns in another order', [
    [Index('i', ['a', 'b'])],
    [Index('i', ['b', 'a'])],
  ]),
  decorators('a second index over the same columns comes', [
    [Index('i', ['a', 'b'])],
    [Index('i', ['a', 'b']), Index('j', ['b', 'a'])],
  ]),
  decorators('an index becomes unique', [[Index('i', ['a'])], [Index('i', ['a'], { unique: true })]]),
  decorators('an index gets another name', [[Index('i', ['a'])], [Index('j', ['a'])]]),
  decorators(
    'an index gets a method',
    [[Index('i', ['a'])], [Index('i', ['a'], { type: 'hash' } as never)]],
    POSTGRES,
  ),
  tableChange(
    'a comment comes to a table',
    (columns) => ({
      from: [entity('thing', columns)],
      to: [entity('thing', columns, { comment: "it's one" })],
    }),
    POSTGRES,
  ),
  tableChange(
    'a comment of a table changes',
    (columns) => ({
      from: [entity('thing', columns, { comment: "it's one" })],
      to: [entity('thing', columns, { comment: 'it is another' })],
    }),
    POSTGRES,
  ),
  tableChange(
    'a comment of a table goes',
    (columns) => ({
      from: [entity('thing', columns, { comment: "it's one" })],
      to: [entity('thing', columns)],
    }),
    POSTGRES,
  ),
  // problem 38
  {
    name: 'a column of a table with a long name changes',
    before: () => [entity('t'.repeat(70), { [`c${'o'.repeat(70)}`]: { type: 'varchar', length: 5 } })],
    after: () => [
      entity('t'.repeat(70), { [`c${'o'.repeat(70)}`]: { type: 'varchar', length: 9, nullable: true } }),
    ],
    ...POSTGRES,
    rows: [`INSERT INTO "${'t'.repeat(63)}" VALUES (1, 'x')`],
    read: `SELECT "c${'o'.repeat(62)}" AS c FROM "${'t'.repeat(63)}"`,
    rowsAfter: [{ c: 'x' }],
    rowsBack: [{ c: 'x' }],
  },
];
