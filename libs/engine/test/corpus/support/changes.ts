import type { ColumnOptions } from 'typeorm';
import { entity, type Columns } from './entities';
import type { EntityDefinition, Pair } from './shape';

type Rest = Pick<Pair, 'on' | 'kinds' | 'options'>;

/** What a column held, holds then, and holds again; SQL for the first, what the database gives for the others. */
export interface Values {
  readonly given: readonly string[];
  readonly then: readonly unknown[];
  /** As `then` without it. */
  readonly again?: readonly unknown[];
}

/** Another definition of the column `value` of one table. */
export function columnChange(
  name: string,
  [from, to]: readonly [ColumnOptions, ColumnOptions],
  { given, then, again = then }: Values,
  rest: Rest = {},
): Pair {
  return {
    name,
    ...rest,
    before: () => [entity('thing', { value: from })],
    after: () => [entity('thing', { value: to })],
    rows: given.map((value, index) => `INSERT INTO "thing" ("id", "value") VALUES (${index}, ${value})`),
    read: 'SELECT "value" FROM "thing" ORDER BY "id"',
    rowsAfter: then.map((value) => ({ value })),
    rowsBack: again.map((value) => ({ value })),
  };
}

const NUMBERS = {
  a: { type: 'integer' },
  b: { type: 'integer' },
  c: { type: 'varchar', length: 10 },
} as const;

/** Something beside the columns of one table: its three columns keep their values all the while. */
export function tableChange(
  name: string,
  make: (columns: Columns) => {
    readonly from: readonly EntityDefinition[];
    readonly to: readonly EntityDefinition[];
  },
  rest: Rest = {},
): Pair {
  return {
    name,
    ...rest,
    before: () => make(NUMBERS).from,
    after: () => make(NUMBERS).to,
    rows: [`INSERT INTO "thing" ("id", "a", "b", "c") VALUES (1, 10, 20, 'x'), (2, 11, 21, 'y')`],
    read: 'SELECT "a", "b", "c" FROM "thing" ORDER BY "id"',
    rowsAfter: [
      { a: 10, b: 20, c: 'x' },
      { a: 11, b: 21, c: 'y' },
    ],
    rowsBack: [
      { a: 10, b: 20, c: 'x' },
      { a: 11, b: 21, c: 'y' },
    ],
  };
}
