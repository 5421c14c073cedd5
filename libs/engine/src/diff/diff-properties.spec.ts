import fc from 'fast-check';
import { byText } from '../kernel/ordering';
import { displayName, EMPTY_SCHEMA, type Column, type SchemaModel, type Table } from '../model/schema';
import { applyOperations } from '../operations/apply';
import { reverseOperations } from '../operations/reverse';
import { diffSchemas } from './diff-schemas';

const options = {
  renamesConstraints: true,
  viewsHoldColumns: true,
  canRefer: () => true,
  generatedHoldColumns: true,
};
const TABLES = ['alpha', 'beta', 'gamma'];
const COLUMNS = ['x', 'y', 'z'];
const id: Column = { name: 'id', type: 'integer' };

const column = (name: string): fc.Arbitrary<Column> =>
  fc.record(
    {
      name: fc.constant(name),
      type: fc.constantFrom<Column['type']>('integer', 'text', 'varchar(50)', { enum: 'mood' }),
      nullable: fc.constant(true as const),
      default: fc.constantFrom<NonNullable<Column['default']>>('a', { sql: 'now()' }),
      comment: fc.constantFrom('one', 'two'),
    },
    { requiredKeys: ['name', 'type'] },
  );

/** A table whose keys, checks and indexes are over columns that it has; foreign keys point to `id` of any table. */
function table(name: string, others: readonly string[]): fc.Arbitrary<Table> {
  return fc.subarray(COLUMNS).chain((names) => {
    const all = ['id', ...names];
    const keys = fc.subarray(all, { minLength: 1 });
    const some = <T>(make: (columns: string[], variant: number) => T): fc.Arbitrary<T[]> =>
      fc.array(
        fc.tuple(keys, fc.integer({ min: 0, max: 1 })).map(([columns, variant]) => make(columns, variant)),
        {
          maxLength: 1,
        },
      );
    return fc.record(
      {
        name: fc.constant(name),
        columns: fc.tuple(...names.map(column)).map((rest) => [id, ...rest]),
        primaryKey: keys.map((columns) => ({ name: `PK_${name}`, columns })),
        uniques: some((columns, variant) => ({ name: `UQ_${name}_${variant}`, columns })),
        checks: some((columns, variant) => ({
          name: `CK_${name}`,
          expression: `${columns[0]} > ${variant}`,
        })),
        exclusions: fc.constant([]),
        foreignKeys: fc.subarray([...others]).map((targets) =>
          targets.map((target) => ({
            name: `FK_${name}_${target}`,
            columns: ['id'],
            references: { table: target, columns: ['id'] },
          })),
        ),
        indexes: some((columns, variant) => ({ name: `IX_${name}_${variant}`, keys: columns })),
        comment: fc.constantFrom('a table'),
      },
      {
        requiredKeys: [
          'name',
          'columns',
          'uniques',
          'checks',
          'exclusions',
          'foreignKeys',
          'indexes',
          'primaryKey',
        ],
      },
    );
  });
}

const schema: fc.Arbitrary<SchemaModel> = fc
  .subarray(TABLES)
  .chain((names) =>
    fc.tuple(
      fc.tuple(...names.map((name) => table(name, names))),
      fc.subarray(['sad', 'glad'], { minLength: 1 }),
    ),
  )
  .map(([tables, values]) => ({ ...EMPTY_SCHEMA, enums: [{ name: 'mood', values }], tables }));

/** The same model, with every list in one order: a list of tables or constraints means a set. */
function sorted(model: SchemaModel): SchemaModel {
  const named = <T extends { readonly name?: string }>(all: readonly T[]): T[] =>
    [...all].sort(byText((one) => one.name ?? ''));
  return {
    ...model,
    enums: named(model.enums),
    tables: [...model.tables].sort(byText(displayName)).map((one) => ({
      ...one,
      columns: named(one.columns),
      uniques: named(one.uniques),
      checks: named(one.checks),
      foreignKeys: named(one.foreignKeys),
      indexes: named(one.indexes),
    })),
  };
}

describe('a difference', () => {
  it('of a schema from itself is nothing', () => {
    fc.assert(fc.property(schema, (model) => expect(diffSchemas(model, sorted(model), options)).toEqual([])));
  });

  it('applied to the one gives the other, and reversed gives the one again', () => {
    fc.assert(
      fc.property(schema, schema, (a, b) => {
        const operations = diffSchemas(a, b, options);
        const changed = applyOperations(a, operations);
        expect(sorted(changed)).toEqual(sorted(b));
        expect(sorted(applyOperations(changed, reverseOperations(operations) ?? []))).toEqual(sorted(a));
      }),
      { numRuns: 500 },
    );
  });

  it('is the same whatever the order of tables and constraints', () => {
    fc.assert(
      fc.property(schema, schema, (a, b) => {
        const backwards = (model: SchemaModel): SchemaModel => ({
          ...model,
          tables: [...model.tables].reverse(),
        });
        expect(diffSchemas(backwards(a), backwards(b), options)).toEqual(diffSchemas(a, b, options));
      }),
    );
  });
});
