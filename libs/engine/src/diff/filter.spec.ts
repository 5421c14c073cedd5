import type { ComparedObject } from '../model/comparison';
import type { SchemaModel, Table } from '../model/schema';
import { filterModel, includedBy, matchesPatterns } from './filter';

const table = (name: string, columns: readonly string[], schema?: string): Table => ({
  ...(schema === undefined ? {} : { schema }),
  name,
  columns: columns.map((column) => ({ name: column, type: 'text' })),
  primaryKey: { name: 'PK', columns: ['id'] },
  uniques: [],
  checks: [],
  exclusions: [],
  foreignKeys: [],
  indexes: [{ name: 'IX', keys: ['id'] }],
});
const model: SchemaModel = {
  schemas: ['audit'],
  extensions: [],
  views: [],
  enums: [{ name: 'mood', values: ['a'] }],
  tables: [table('users', ['id', 'legacy_a']), table('tmp_x', ['id']), table('log', ['id'], 'audit')],
};
const names = (kept: SchemaModel): string[] =>
  kept.tables.map(({ name, columns }) => `${name}(${columns.map((c) => c.name).join()})`);

describe('patterns', () => {
  const objects: readonly ComparedObject[] = [
    { kind: 'table', name: 'users' },
    { kind: 'table', schema: 'audit', name: 'log' },
    { kind: 'column', table: { name: 'users' }, name: 'legacy_a' },
    { kind: 'schema', name: 'audit' },
    { kind: 'enum', name: 'users' },
  ];
  const named = (patterns: Parameters<typeof matchesPatterns>[0]): number[] =>
    objects.flatMap((object, index) => (matchesPatterns(patterns)(object) ? [index] : []));

  it('name tables with their schema, columns with their table, and schemas with what is in them', () => {
    expect(named({ tables: ['users'] })).toEqual([0]);
    expect(named({ tables: ['audit.*'] })).toEqual([1]);
    expect(named({ columns: ['users.legacy_*'] })).toEqual([2]);
    expect(named({ schemas: ['audit'] })).toEqual([1, 3]);
    expect(named({ tables: ['*'] })).toEqual([0, 1]);
  });

  it('take every character but * as it is', () => {
    expect(matchesPatterns({ tables: ['a.b+c'] })({ kind: 'table', schema: 'a', name: 'b+c' })).toBe(true);
    expect(matchesPatterns({ tables: ['a.b'] })({ kind: 'table', name: 'axb' })).toBe(false);
  });
});

describe('filterModel', () => {
  it('leaves out what is excluded', () => {
    const excluded = matchesPatterns({ tables: ['tmp_*'], columns: ['users.legacy_*'], schemas: ['audit'] });
    const kept = filterModel(model, (object) => !excluded(object));
    expect(names(kept)).toEqual(['users(id)']);
    expect(kept.schemas).toEqual([]);
    expect(kept.enums).toEqual(model.enums);
  });

  it('keeps only what is included, of the kinds that are spoken of', () => {
    expect(names(filterModel(model, includedBy({ tables: ['users'] })))).toEqual(['users(id,legacy_a)']);
    expect(names(filterModel(model, includedBy({ schemas: ['other'] })))).toEqual([
      'users(id,legacy_a)',
      'tmp_x(id)',
    ]);
  });

  it('asks a function about indexes and constraints too', () => {
    const kept = filterModel(model, ({ kind }) => kind !== 'index' && kind !== 'constraint');
    expect(kept.tables.flatMap(({ indexes, primaryKey }) => [...indexes, primaryKey])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
