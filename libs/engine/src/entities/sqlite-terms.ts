import type { EntityMetadata } from 'typeorm';
import type { Check, DefaultValue } from '../model/schema';
import { isStructure, readDefault } from './default-values';
import type { EntityColumn, EntityTerms, Generation, SourceFacts, TypeUse } from './entity-terms';
import { unsupportedColumn } from './unsupported';

const INTEGERS: ReadonlySet<string> = new Set([
  ...['integer', 'int', 'tinyint', 'smallint', 'mediumint', 'bigint', 'unsigned big int', 'int2', 'int8'],
]);

/**
 * What entities mean on SQLite. Comments, exclusions and deferred uniques do not exist there, and the name of a primary
 * key, which TypeORM does not write, means nothing.
 */
export const sqliteTerms: EntityTerms = {
  dialect: 'sqlite',
  driverPackage: 'better-sqlite3',
  dataSourceTypes: ['better-sqlite3', 'sqlite', 'sqljs'],
  defaultOptions: { database: ':memory:', baseDirectory: '.' },
  connectedOptions: { database: ':memory:' },
  ownOptions: ['database', 'url', 'baseDirectory', 'sqlJsConfig'],
  identifier: (name) => name,
  schemaOf: () => undefined,
  typeOf,
  generationOf,
  defaultOf,
  collationOf: ({ collation }) => (collation === '' ? undefined : collation),
  comment: () => undefined,
  primaryKeyName: () => undefined,
  valueChecks,
  exclusionsOf: () => [],
  defersUniques: false,
  indexMethod: () => undefined,
  storesViews: false,
  extensionsOf: () => [],
  isWithoutRowid: (entity: EntityMetadata) => entity.withoutRowid === true,
};

/** The declared type, as TypeORM writes it. */
function typeOf(column: EntityColumn, { driver }: SourceFacts): TypeUse {
  if (column.enum !== undefined) return { type: 'varchar' };
  const name = driver.normalizeType(column);
  return { type: `${name}${modifiers(column)}${column.isArray ? ' array' : ''}` };
}

function modifiers({ length, precision, scale }: EntityColumn): string {
  if (length !== '') return `(${length})`;
  if (precision === undefined || precision === null) return '';
  return scale === undefined ? `(${precision})` : `(${precision},${scale})`;
}

/** AUTOINCREMENT is for the one INTEGER primary key of a table. */
function generationOf(column: EntityColumn, { driver }: SourceFacts): Generation | undefined {
  if (!column.isGenerated) return undefined;
  const strategy: string = column.generationStrategy ?? 'increment';
  // TypeORM makes the value itself.
  if (strategy === 'uuid') return {};
  const type = driver.normalizeType(column);
  if (!INTEGERS.has(type)) {
    throw unsupportedColumn(column, `SQLite generates integers only, and this is ${type}.`);
  }
  if (!column.isPrimary || column.entityMetadata.primaryColumns.length > 1) {
    throw unsupportedColumn(column, 'SQLite generates values for a primary key of one column only.');
  }
  if (strategy === 'rowid') return { type: 'integer' };
  return { type: 'integer', autoIncrement: true };
}

function defaultOf(column: EntityColumn): DefaultValue | undefined {
  const value = readDefault(column);
  if (!isStructure(value)) return value;
  if (Array.isArray(value.structure) && column.type === 'simple-enum') return value.structure.join(',');
  const json = JSON.stringify(value.structure);
  return column.type === 'jsonb' ? { sql: `jsonb(${quoted(json)})` } : json;
}

/** SQLite has no enum types: a check stands for the values. */
function valueChecks(column: EntityColumn): readonly Check[] {
  if (column.enum === undefined || column.isArray) return [];
  const values = column.enum.map((value) => quoted(String(value)));
  return [{ expression: `"${column.databaseName.replaceAll('"', '""')}" IN (${values.join(',')})` }];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
