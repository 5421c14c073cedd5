import type { Rename } from '../model/rename';
import { EMPTY_SCHEMA, type ColumnType, type SchemaModel, type Table } from '../model/schema';
import { diffSchemas } from './diff-schemas';
import { applyRenames, likelyRenames, renameFlag } from './renames';

const table = (name: string, columns: readonly string[], more: Partial<Table> = {}): Table => ({
  name,
  columns: columns.map((column) => ({ name: column, type: 'text' })),
  uniques: [],
  checks: [],
  exclusions: [],
  foreignKeys: [],
  indexes: [],
  ...more,
});
const schema = (...tables: readonly Table[]): SchemaModel => ({ ...EMPTY_SCHEMA, tables });
const users = { name: 'users' };
const nameToFullName: Rename = { kind: 'column', table: users, from: 'name', to: 'full_name' };

const OPTIONS = {
  renamesConstraints: true,
  viewsHoldColumns: true,
  canRefer: () => true,
  generatedHoldColumns: true,
};

describe('applyRenames', () => {
  it('makes one rename of what would be dropped and added', () => {
    const [before, after] = [
      schema(table('users', ['id', 'name'])),
      schema(table('users', ['id', 'full_name'])),
    ];
    const renamed = applyRenames(before, after, [nameToFullName]);
    expect(renamed.operations).toEqual([
      { kind: 'renameColumn', table: users, from: 'name', to: 'full_name' },
    ]);
    expect(diffSchemas(renamed.model, after, OPTIONS)).toEqual([]);
  });

  it('takes keys, checks and predicates with it, whose names and texts follow', () => {
    const parts = (column: string): Partial<Table> => ({
      uniques: [{ name: `UQ_${column}`, columns: [column] }],
      checks: [{ name: 'CK', expression: `"${column}" <> 'name' AND ${column} <> ''` }],
      indexes: [{ name: 'IX', keys: [{ expression: `lower(${column})` }], where: `(${column} IS NOT NULL)` }],
    });
    const before = schema(table('users', ['name'], parts('name')));
    const after = schema(table('users', ['full_name'], parts('full_name')));
    const { model } = applyRenames(before, after, [nameToFullName]);
    expect(diffSchemas(model, after, OPTIONS)).toEqual([
      { kind: 'renameConstraint', table: users, from: 'UQ_name', to: 'UQ_full_name' },
    ]);
  });

  it('renames a table before its columns, which are named by the new table', () => {
    const before = schema(table('people', ['name']));
    const after = schema(table('users', ['full_name']));
    const { operations, model } = applyRenames(before, after, [
      nameToFullName,
      { kind: 'table', from: { name: 'people' }, to: users },
    ]);
    expect(operations.map(({ kind }) => kind)).toEqual(['renameTable', 'renameColumn']);
    expect(diffSchemas(model, after, OPTIONS)).toEqual([]);
  });

  it('says what does not apply: both names there, or one of them nowhere', () => {
    const done = schema(table('users', ['full_name']));
    expect(applyRenames(done, done, [nameToFullName])).toEqual({
      operations: [],
      model: done,
      unused: [nameToFullName],
    });
    const both = schema(table('users', ['name', 'full_name']));
    expect(applyRenames(both, done, [nameToFullName]).unused).toEqual([nameToFullName]);
  });
});

describe('a table that moves', () => {
  it('to a schema that is not there yet has it made first', () => {
    const archived = { schema: 'archive', name: 'users' };
    const wanted = { ...schema({ ...table('users', ['id']), schema: 'archive' }), schemas: ['archive'] };
    const renamed = applyRenames(schema(table('users', ['id'])), wanted, [
      { kind: 'table', from: users, to: archived },
    ]);
    expect(renamed.operations).toEqual([
      { kind: 'createSchema', schema: 'archive' },
      { kind: 'renameTable', from: users, to: archived },
    ]);
    expect(diffSchemas(renamed.model, wanted, OPTIONS)).toEqual([]);
  });
});

describe('likelyRenames', () => {
  const found = (before: readonly string[], after: readonly string[]): string[] =>
    likelyRenames(diffSchemas(schema(table('users', before)), schema(table('users', after)), OPTIONS)).map(
      renameFlag,
    );

  it('names one pair of one type, with what to type', () => {
    expect(found(['id', 'name'], ['id', 'full_name'])).toEqual(['--rename users.name:full_name']);
  });

  it('names a table that has the columns of one that goes, also in another schema', () => {
    const moved = (before: readonly Table[], after: readonly Table[]): string[] =>
      likelyRenames(diffSchemas(schema(...before), schema(...after), OPTIONS)).map(renameFlag);
    const typed = (name: string, type: ColumnType, more: Partial<Table> = {}): Table =>
      table(name, [], { columns: [{ name: 'state', type }], ...more });
    expect(moved([table('users', ['id', 'name'])], [table('people', ['name', 'id'])])).toEqual([
      '--rename-table users:people',
    ]);
    expect(
      moved(
        [typed('users', { enum: 'users_state_enum' })],
        [typed('users', { schema: 'crm', enum: 'users_state_enum' }, { schema: 'crm' })],
      ),
    ).toEqual(['--rename-table users:crm.users']);
    expect(moved([table('a', ['id'])], [table('b', ['id']), table('c', ['id'])])).toEqual([]);
    expect(moved([table('a', ['id']), table('b', ['id'])], [table('c', ['id'])])).toEqual([]);
    expect(moved([typed('a', 'text')], [typed('b', 'integer')])).toEqual([]);
  });

  it('names none where it could only guess', () => {
    expect(found(['a', 'b'], ['c', 'd'])).toEqual([]);
    expect(found(['a'], ['b', 'c'])).toEqual([]);
    expect(found(['a'], [])).toEqual([]);
  });
});
