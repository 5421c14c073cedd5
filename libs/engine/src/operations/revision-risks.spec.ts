import type { Table } from '../model/schema';
import type { Operation } from './operation';
import { risksOf } from './revision-risks';

const table = (name: string, target?: string): Table => ({
  name,
  columns: [{ name: 'id', type: 'integer' }],
  uniques: [],
  checks: [],
  exclusions: [],
  indexes: [],
  foreignKeys:
    target === undefined ? [] : [{ columns: ['id'], references: { table: target, columns: ['id'] } }],
});
const create = (name: string, target?: string): Operation => ({
  kind: 'createTable',
  table: table(name, target),
});
const index = (name: string): Operation => ({
  kind: 'createIndex',
  table: { name },
  index: { name: 'i', keys: ['id'] },
});
const levels = (...operations: readonly Operation[]): string[] =>
  risksOf(operations, 'postgres').map(({ level }) => level);

describe('risksOf', () => {
  it('calls safe what is done to a table of the same revision', () => {
    expect(levels(create('a'), create('b', 'a'), index('a'), create('c', 'c'))).toEqual([
      'safe',
      'safe',
      'safe',
      'safe',
    ]);
  });

  it('does not where the table was there before, or a foreign key locks one that was', () => {
    expect(levels(index('a'), create('b', 'a'))).toEqual(['lock', 'lock']);
  });
});
