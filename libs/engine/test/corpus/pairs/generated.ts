import { Check, Index, type ColumnOptions } from 'typeorm';
import { decorate, entity, property } from '../support/entities';
import type { EntityDefinition, Pair } from '../support/shape';

interface Computed {
  readonly from: ColumnOptions;
  readonly to: ColumnOptions;
  /** What the column holds before and after, and what is computed of both is the text of. */
  readonly values: readonly [unknown, unknown];
}

/** A column that a generated one is computed of, which has an index, a unique and a check. */
function computed(
  name: string,
  { from, to, values: [before, after] }: Computed,
  rest: Partial<Pair> = {},
): Pair {
  const schema = (value: ColumnOptions) => (): readonly EntityDefinition[] => {
    const columns = {
      value,
      twice: {
        type: 'varchar',
        asExpression: `"value" || '-' || "value"`,
        generatedType: 'STORED',
        unique: true,
      },
    } as const;
    return [decorate(property(entity('thing', columns), 'twice', Index()), Check('"twice" <> \'\''))];
  };
  const twice = `${String(before)}-${String(before)}`;
  return {
    name,
    before: schema(from),
    after: schema(to),
    rows: [`INSERT INTO "thing" ("id", "value") VALUES (1, '${String(before)}')`],
    read: 'SELECT "value", "twice" FROM "thing"',
    rowsAfter: [{ value: after, twice }],
    rowsBack: [{ value: before, twice }],
    ...rest,
  };
}

function openThings(values: readonly string[]): readonly EntityDefinition[] {
  return [
    entity('thing', {
      value: { type: 'enum', enum: [...values] },
      is_open: {
        type: 'boolean',
        asExpression: `"value" = 'open'::"thing_value_enum"`,
        generatedType: 'STORED',
      },
    }),
  ];
}

export const GENERATED_PAIRS: readonly Pair[] = [
  computed('a generated column is computed of a text that gets longer', {
    from: { type: 'varchar', length: 5 },
    to: { type: 'text' },
    values: ['a', 'a'],
  }),
  computed(
    'a generated column is computed of a number that becomes a text',
    { from: { type: 'integer' }, to: { type: 'varchar' }, values: [3, '3'] },
    { on: ['postgres'] },
  ),
  {
    name: 'a generated column is computed of an enum that loses a label',
    before: () => openThings(['new', 'open', 'closed']),
    after: () => openThings(['open', 'closed']),
    rows: [`INSERT INTO "thing" ("id", "value") VALUES (1, 'open')`],
    read: 'SELECT "value", "is_open" FROM "thing"',
    rowsAfter: [{ value: 'open', is_open: true }],
    rowsBack: [{ value: 'open', is_open: true }],
    on: ['postgres'],
  },
];
