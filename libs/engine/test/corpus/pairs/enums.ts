import { Check, Index } from 'typeorm';
import { columnChange } from '../support/changes';
import { decorate, entity } from '../support/entities';
import type { Pair } from '../support/shape';

const POSTGRES = { on: ['postgres'] } as const;
const SQLITE = { on: ['sqlite'] } as const;

const letters = (...values: readonly string[]) => ({ type: 'enum', enum: [...values] }) as const;
const shared = (...values: readonly string[]) => ({ ...letters(...values), enumName: 'letters' });

export const ENUM_PAIRS: readonly Pair[] = [
  columnChange(
    'a value comes last',
    [letters('a', 'b'), letters('a', 'b', 'c')],
    { given: ["'a'"], then: ['a'] },
    POSTGRES,
  ),
  columnChange(
    'values come first and between',
    [letters('b', 'd'), letters('a', 'b', 'c', 'd')],
    { given: ["'d'"], then: ['d'] },
    POSTGRES,
  ),
  // problem 8
  columnChange(
    'a value comes and is the default',
    [
      { ...letters('a', 'b'), default: 'a' },
      { ...letters('a', 'b', 'c'), default: 'c' },
    ],
    { given: ["'b'"], then: ['b'] },
    POSTGRES,
  ),
  columnChange(
    'a value with an apostrophe comes and is the default',
    [
      { ...letters('a'), default: 'a' },
      { ...letters('a', "it's"), default: "it's" },
    ],
    { given: ["'a'"], then: ['a'] },
    POSTGRES,
  ),
  // problem 9
  columnChange(
    'a value that no row has goes',
    [letters('a', 'b', 'c'), letters('a', 'c')],
    { given: ["'c'"], then: ['c'] },
    POSTGRES,
  ),
  columnChange(
    'values in another order',
    [
      { ...letters('a', 'b', 'c'), default: 'b' },
      { ...letters('c', 'b', 'a'), default: 'b' },
    ],
    { given: ["'a'", "'c'"], then: ['a', 'c'] },
    POSTGRES,
  ),
  // problem 11
  columnChange(
    'a list of an enum gets a value',
    [
      { ...letters('a', 'b'), array: true, default: ['a'] },
      { ...letters('a', 'b', 'c d'), array: true, default: ['a', 'c d'] },
    ],
    { given: ["'{b,a}'"], then: ['{b,a}'] },
    POSTGRES,
  ),
  columnChange(
    'an enum gets another name',
    [
      { ...letters('a', 'b'), default: 'a' },
      { ...shared('a', 'b'), default: 'a' },
    ],
    { given: ["'b'"], then: ['b'] },
    POSTGRES,
  ),
  columnChange(
    'an enum gets another name and other values',
    [
      { ...shared('a', 'b'), default: 'a' },
      { ...letters('b', 'c'), default: 'c' },
    ],
    { given: ["'b'"], then: ['b'] },
    POSTGRES,
  ),
  // problem 10
  columnChange(
    'an enum whose name begins with an underscore',
    [
      { ...letters('a'), enumName: '_letters' },
      { ...letters('a', 'b'), enumName: '_letters' },
    ],
    { given: ["'a'"], then: ['a'] },
    POSTGRES,
  ),
  // problem 7
  {
    name: 'a shared enum changes in two tables',
    ...POSTGRES,
    before: () => [
      entity('one', { value: { ...shared('a', 'b'), default: 'b' } }),
      entity('two', { value: { ...shared('a', 'b'), array: true } }),
    ],
    after: () => [
      entity('one', { value: { ...shared('b', 'c'), default: 'c' } }),
      entity('two', { value: { ...shared('b', 'c'), array: true } }),
    ],
    rows: [`INSERT INTO "one" VALUES (1, 'b')`, `INSERT INTO "two" VALUES (1, '{b}')`],
    read: 'SELECT "one"."value" AS o, "two"."value" AS t FROM "one" JOIN "two" USING ("id")',
    rowsAfter: [{ o: 'b', t: '{b}' }],
    rowsBack: [{ o: 'b', t: '{b}' }],
  },
  {
    name: 'one of two columns that share an enum goes',
    ...POSTGRES,
    before: () => [
      entity('one', { value: shared('a', 'b'), other: { ...shared('a', 'b'), nullable: true } }),
    ],
    after: () => [entity('one', { value: shared('a', 'b') })],
    rows: [`INSERT INTO "one" ("id", "value", "other") VALUES (1, 'b', 'a')`],
    read: 'SELECT "value" FROM "one"',
    rowsAfter: [{ value: 'b' }],
    rowsBack: [{ value: 'b' }],
    kinds: { postgres: ['dropColumn'] },
  },
  {
    name: 'an enum in an index and a check loses a value',
    ...POSTGRES,
    before: () => [
      decorate(
        entity('thing', { value: shared('a', 'b', 'c') }),
        Index('by_value', ['id'], { where: `"value" = 'a'` }),
        Check('check_value', `"value" <> 'b'`),
      ),
    ],
    after: () => [
      decorate(
        entity('thing', { value: shared('a', 'b') }),
        Index('by_value', ['id'], { where: `"value" = 'a'` }),
        Check('check_value', `"value" <> 'b'`),
      ),
    ],
    rows: [`INSERT INTO "thing" VALUES (1, 'a')`],
    read: 'SELECT "value" FROM "thing"',
    rowsAfter: [{ value: 'a' }],
    rowsBack: [{ value: 'a' }],
  },
  {
    name: 'an enum of a key and of what refers to it gets a value',
    ...POSTGRES,
    before: () => [entity('kinds', { code: { ...shared('a'), primary: true } })],
    after: () => [entity('kinds', { code: { ...shared('z', 'a'), primary: true } })],
    rows: [`INSERT INTO "kinds" VALUES ('a')`],
    read: 'SELECT "code" FROM "kinds"',
    rowsAfter: [{ code: 'a' }],
    rowsBack: [{ code: 'a' }],
  },
  columnChange(
    'a simple-enum gets a value',
    [
      { type: 'simple-enum', enum: ['a', 'b'], default: 'a' },
      { type: 'simple-enum', enum: ['a', 'b', "c's"], default: "c's" },
    ],
    { given: ["'b'"], then: ['b'] },
  ),
  columnChange(
    'a simple-enum loses a value that no row has',
    [
      { type: 'simple-enum', enum: ['a', 'b'] },
      { type: 'simple-enum', enum: ['b'] },
    ],
    { given: ["'b'"], then: ['b'] },
  ),
  columnChange('a simple-enum becomes text', [{ type: 'simple-enum', enum: ['a', 'b'] }, { type: 'text' }], {
    given: ["'b'"],
    then: ['b'],
  }),
  columnChange(
    'text becomes a simple-enum on SQLite',
    [{ type: 'varchar' }, { type: 'simple-enum', enum: ['a', 'b'] }],
    { given: ["'b'"], then: ['b'] },
    SQLITE,
  ),
  columnChange(
    'a value that is the default goes',
    [
      { ...letters('a', 'b'), default: 'b' },
      { ...letters('a'), default: 'a' },
    ],
    { given: ["'a'"], then: ['a'] },
    POSTGRES,
  ),
  columnChange(
    'a value that is the default goes, and the default with it',
    [{ ...letters('a', 'b'), default: 'b' }, letters('a')],
    { given: ["'a'"], then: ['a'] },
    POSTGRES,
  ),
  columnChange(
    'a list of an enum loses a value',
    [
      { ...letters('a', 'b'), array: true, default: ['b'] },
      { ...letters('a'), array: true, default: [] },
    ],
    { given: ["'{a}'"], then: ['{a}'] },
    POSTGRES,
  ),
  {
    name: 'a value that is the default of a column that goes too',
    ...POSTGRES,
    before: () => [entity('thing', { value: { ...letters('a', 'b'), default: 'b' }, other: letters('a') })],
    after: () => [entity('thing', { other: letters('a') })],
    rows: [`INSERT INTO "thing" ("id", "value", "other") VALUES (1, 'b', 'a')`],
    read: 'SELECT "id" FROM "thing"',
    rowsAfter: [{ id: 1 }],
    rowsBack: [{ id: 1 }],
  },
  {
    name: 'a value goes that is the default in a table that goes, and not in the other',
    ...POSTGRES,
    before: () => [
      entity('thing', { value: { ...letters('a', 'b'), enumName: 'shared' } }),
      entity('second', { value: { ...letters('a', 'b'), enumName: 'shared', default: 'b' } }),
    ],
    after: () => [entity('thing', { value: { ...letters('a'), enumName: 'shared' } })],
    rows: [`INSERT INTO "thing" VALUES (1, 'a')`],
    read: 'SELECT "value" FROM "thing"',
    rowsAfter: [{ value: 'a' }],
    rowsBack: [{ value: 'a' }],
  },
];
