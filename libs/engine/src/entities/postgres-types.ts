import type { EntityMetadata } from 'typeorm';
import { PUBLIC_SCHEMA, type ColumnType } from '../model/schema';
import type { EntityColumn, SourceFacts, TypeUse } from './entity-terms';
import { truncateIdentifier } from './identifiers';
import { unsupportedColumn } from './unsupported';

/** The spellings of `format_type()` that have a shorter one. */
const SHORTER: Readonly<Record<string, string>> = {
  'character varying': 'varchar',
  character: 'char',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'time without time zone': 'time',
  'time with time zone': 'timetz',
  'bit varying': 'varbit',
};

/** Types of one character or bit where no length is given. */
const LENGTH_OF_ONE: ReadonlySet<string> = new Set(['char', 'bit']);
const WITH_PRECISION: ReadonlySet<string> = new Set([
  ...['numeric', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval'],
]);
const SPATIAL: ReadonlySet<string> = new Set(['geometry', 'geography']);

/**
 * The schema of an entity. The default one has no name in the model: so it is the same schema whether an entity, or the
 * data source, names it or not.
 */
export function schemaOf(
  { schema }: EntityMetadata,
  { defaultSchema = PUBLIC_SCHEMA }: Pick<SourceFacts, 'defaultSchema'>,
): string | undefined {
  return schema === '' || schema === defaultSchema ? undefined : schema;
}

/** The type of a column on PostgreSQL, and the enum type that it needs. */
export function postgresType(column: EntityColumn, facts: SourceFacts): TypeUse {
  if (column.charset !== undefined) {
    throw unsupportedColumn(column, 'PostgreSQL has no character set of a column; take charset out.');
  }
  const normalised = facts.driver.normalizeType(column);
  const name = SHORTER[normalised] ?? normalised;
  if (name === 'enum') return enumUse(column, facts);
  return { type: `${name}${modifiers(column, name)}${column.isArray ? '[]' : ''}` };
}

function modifiers(column: EntityColumn, name: string): string {
  if (SPATIAL.has(name)) return spatialModifiers(column);
  if (column.length !== '') return `(${column.length})`;
  if (LENGTH_OF_ONE.has(name)) return '(1)';
  const { precision, scale } = column;
  if (precision === undefined || precision === null) return '';
  if (!WITH_PRECISION.has(name)) {
    throw unsupportedColumn(column, `PostgreSQL's ${name} takes no precision; use numeric, or take it out.`);
  }
  if (name === 'numeric') return `(${precision},${scale ?? 0})`;
  return `(${precision})`;
}

function spatialModifiers({ spatialFeatureType, srid }: EntityColumn): string {
  if (spatialFeatureType === undefined) return '';
  return srid === undefined ? `(${spatialFeatureType})` : `(${spatialFeatureType},${srid})`;
}

/**
 * The enum type of a column. A foreign key has the type of the key that it refers to: TypeORM would make it a
 * second type of the same values, which no foreign key can connect.
 */
function enumUse(column: EntityColumn, facts: SourceFacts): TypeUse {
  let owner = column;
  while (owner.enumName === undefined && owner.referencedColumn?.enum !== undefined) {
    owner = owner.referencedColumn;
  }
  const entity = owner.entityMetadata;
  const name = truncateIdentifier(
    owner.enumName ?? `${entity.tableName}_${owner.databaseName.toLowerCase()}_enum`,
  );
  const named = schemaOf(entity, facts);
  const schema = named === undefined ? {} : { schema: named };
  const type: ColumnType = { enum: name, ...schema, ...(column.isArray ? { array: true } : {}) };
  if (owner.enum === undefined) return { type };
  const values = owner.enum.map(String);
  if (new Set(values).size < values.length) {
    throw unsupportedColumn(column, 'A value of the enum is listed twice.');
  }
  return { type, enumType: { name, ...schema, values } };
}
