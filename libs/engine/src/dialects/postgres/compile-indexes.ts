import type { IndexKey, QualifiedName } from '../../model/schema';
import type { CreateIndex, DropIndex, RenameIndex } from '../../operations/operation';
import { quote, quoteList, quoteName, truncateName } from './quoting';

/** CREATE INDEX, its clauses in the manual's order. An index is always in the schema of its table. */
export function createIndex({ table, index, concurrently }: CreateIndex): readonly string[] {
  const { name, keys, unique, method, include, nullsNotDistinct, where } = index;
  return [
    [
      `CREATE${unique === true ? ' UNIQUE' : ''} INDEX ${word(concurrently)}${quote(name)} ON ${quoteName(table)}`,
      method === undefined ? '' : ` USING ${quote(method.toLowerCase())}`,
      ` (${keys.map(renderKey).join(', ')})`,
      include === undefined || include.length === 0 ? '' : ` INCLUDE (${quoteList(include)})`,
      nullsNotDistinct === true ? ' NULLS NOT DISTINCT' : '',
      where === undefined ? '' : ` WHERE ${where}`,
    ].join(''),
  ];
}

export function dropIndex({ table, index, concurrently }: DropIndex): readonly string[] {
  return [`DROP INDEX ${word(concurrently)}${quoteName(beside(table, index.name))}`];
}

export function renameIndex({ table, from, to }: RenameIndex): readonly string[] {
  if (truncateName(from) === truncateName(to)) return [];
  return [`ALTER INDEX ${quoteName(beside(table, from))} RENAME TO ${quote(to)}`];
}

function word(concurrently: true | undefined): string {
  return concurrently ? 'CONCURRENTLY ' : '';
}

function renderKey(key: IndexKey): string {
  if (typeof key === 'string') return quote(key);
  return [
    key.column === undefined ? `(${key.expression ?? ''})` : quote(key.column),
    key.collation === undefined ? '' : ` COLLATE ${quote(key.collation)}`,
    key.opclass === undefined ? '' : ` ${quote(key.opclass)}`,
    key.order === undefined ? '' : ` ${key.order.toUpperCase()}`,
    key.nulls === undefined ? '' : ` NULLS ${key.nulls.toUpperCase()}`,
  ].join('');
}

function beside({ schema }: QualifiedName, name: string): QualifiedName {
  return schema === undefined ? { name } : { schema, name };
}
