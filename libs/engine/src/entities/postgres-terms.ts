import type { EntityMetadata } from 'typeorm';
import { isEnumRef, isSqlText, type ColumnType, type DefaultValue, type Exclusion } from '../model/schema';
import { isStructure, readDefault } from './default-values';
import type { EntityColumn, EntityTerms, Generation, SourceFacts } from './entity-terms';
import { extensionsOf } from './postgres-extensions';
import { readDeferrable } from './deferrable';
import { truncateIdentifier } from './identifiers';
import { postgresType, schemaOf } from './postgres-types';
import { unsupportedColumn } from './unsupported';

const INTEGERS: ReadonlySet<string> = new Set(['smallint', 'integer', 'bigint']);

/** What entities mean on PostgreSQL. */
export const postgresTerms: EntityTerms = {
  dialect: 'postgres',
  driverPackage: 'pg',
  dataSourceTypes: ['postgres'],
  defaultOptions: {},
  connectedOptions: { installExtensions: false },
  ownOptions: ['database', 'url', 'schema', 'uuidExtension', 'installExtensions', 'extensions'],
  identifier: truncateIdentifier,
  schemaOf,
  typeOf: postgresType,
  generationOf,
  defaultOf,
  collationOf: ({ collation }) => (collation === 'default' || collation === '' ? undefined : collation),
  comment: (text) => (text === '' ? undefined : text),
  primaryKeyName(entity, { namingStrategy }) {
    const columns = entity.primaryColumns.map(({ databaseName }) => databaseName);
    const given = entity.primaryColumns[0]?.primaryKeyConstraintName;
    return truncateIdentifier(given ?? namingStrategy.primaryKeyName(entity.tablePath, columns));
  },
  valueChecks: () => [],
  exclusionsOf,
  defersUniques: true,
  indexMethod({ type, isSpatial }) {
    const method = type?.toLowerCase() ?? (isSpatial === true ? 'gist' : 'btree');
    return method === 'btree' ? undefined : method;
  },
  storesViews: true,
  extensionsOf,
  isWithoutRowid: () => false,
};

function generationOf(column: EntityColumn, facts: SourceFacts): Generation | undefined {
  if (!column.isGenerated) return undefined;
  const strategy: string = column.generationStrategy ?? 'increment';
  if (strategy === 'uuid') {
    const isPgcrypto = facts.options['uuidExtension'] === 'pgcrypto';
    return { default: { sql: isPgcrypto ? 'gen_random_uuid()' : 'uuid_generate_v4()' } };
  }
  const type = facts.driver.normalizeType(column);
  if (!INTEGERS.has(type)) {
    throw unsupportedColumn(column, `A generated ${type} does not exist; use smallint, integer or bigint.`);
  }
  if (strategy === 'increment') return { autoIncrement: true };
  if (strategy === 'identity') {
    return { identity: column.generatedIdentity === 'ALWAYS' ? 'always' : 'by default' };
  }
  throw unsupportedColumn(column, `PostgreSQL generates no '${strategy}'; use increment, identity or uuid.`);
}

function defaultOf(
  column: EntityColumn,
  type: ColumnType,
  { driver }: SourceFacts,
): DefaultValue | undefined {
  const value = readDefault(column);
  if (isSqlText(value)) {
    // CURRENT_TIMESTAMP and its kind are written as TypeORM writes them, as they stand in databases that it made.
    // Only the function is given: TypeORM 0.3 quotes its source text where the column has an enum.
    const given = column.default;
    const sql = typeof given === 'function' ? driver.normalizeDefault({ default: given }) : undefined;
    return { sql: sql ?? value.sql };
  }
  if (isStructure(value)) {
    const { structure } = value;
    return column.isArray && Array.isArray(structure)
      ? arrayLiteral(structure as readonly unknown[])
      : JSON.stringify(structure);
  }
  // A number for what is no number is what its text says: a label of an enum, a word, a document.
  const isWord = isEnumRef(type) || /^(?:varchar|char|text|citext|jsonb?)\b/.test(type);
  return typeof value === 'number' && isWord ? String(value) : value;
}

/** `{a,"b c",NULL}`. */
function arrayLiteral(items: readonly unknown[]): string {
  return `{${items.map(arrayElement).join(',')}}`;
}

function arrayElement(item: unknown): string {
  if (item === null || item === undefined) return 'NULL';
  if (Array.isArray(item)) return arrayLiteral(item as readonly unknown[]);
  const text = typeof item === 'object' ? JSON.stringify(item) : String(item as string | number | boolean);
  const isPlain = /^[^\s{}",\\]+$/.test(text) && text.toLowerCase() !== 'null';
  return isPlain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function exclusionsOf(entity: EntityMetadata): readonly Exclusion[] {
  return entity.exclusions.map((exclusion) => ({
    name: truncateIdentifier(exclusion.name),
    expression: exclusion.expression,
    ...readDeferrable(exclusion),
  }));
}
