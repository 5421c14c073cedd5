import { columnChange } from './support/changes';
import { entity } from './support/entities';
import type { Pair } from './support/shape';

/** A case that does not hold yet, and what it waits for. */
export interface Pending {
  readonly pair: Pair;
  readonly reason: string;
}

const POSTGRES = { on: ['postgres'] } as const;

const letters = (...values: readonly string[]) => ({ type: 'enum', enum: [...values] }) as const;

const REMOVED_DEFAULT =
  'The way down sets the old default before the enum has its label again: the comparison has to take such a default ' +
  'away before it changes the enum, and to set the new one after.';

const DEFAULTS: readonly Pair[] = [
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
];

const WITHOUT_ROWID: Pair = {
  name: 'a table becomes WITHOUT ROWID',
  on: ['sqlite'],
  before: () => [entity('thing', {})],
  after: () => [entity('thing', {}, { withoutRowid: true })],
  rows: ['INSERT INTO "thing" VALUES (1)'],
  read: 'SELECT "id" FROM "thing"',
  rowsAfter: [{ id: 1 }],
  rowsBack: [{ id: 1 }],
};

export const PENDING: readonly Pending[] = [
  ...DEFAULTS.map((pair) => ({ pair, reason: REMOVED_DEFAULT })),
  {
    pair: WITHOUT_ROWID,
    reason:
      'No operation changes an option of a table, and the comparison of two tables does not look at them.',
  },
];
