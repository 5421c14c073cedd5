import { deepFreeze } from '../../kernel/freeze';
import { byText } from '../../kernel/ordering';
import {
  displayName,
  isEnumRef,
  type Check,
  type Column,
  type ColumnType,
  type Exclusion,
  type ForeignKey,
  type Index,
  type IndexKey,
  type SchemaModel,
  type Table,
  type Unique,
  type View,
} from '../../model/schema';
import { compact } from './compact';
import { normaliseDefault } from './defaults';
import { defaultName, truncateName } from './quoting';
import { stripOuterParentheses } from './scan';
import { normaliseType } from './types';

/** Pseudo-types that stand for an integer with an owned sequence (manual, 8.1.4 Serial Types). */
const SERIALS: Readonly<Record<string, string>> = {
  serial: 'integer',
  serial4: 'integer',
  bigserial: 'bigint',
  serial8: 'bigint',
  smallserial: 'smallint',
  serial2: 'smallint',
};

/**
 * The model in the spelling of introspection, as far as it can be said without a database: types, constant defaults,
 * names cut to 63 bytes, PostgreSQL's names for constraints without one, defaults left out, everything sorted by
 * name. Expressions keep their text; only PostgreSQL itself can say how it writes them.
 */
export function normaliseModel(model: SchemaModel): SchemaModel {
  return deepFreeze({
    schemas: model.schemas.map((schema) => truncateName(schema)).sort(),
    extensions: [...model.extensions].sort(),
    enums: model.enums.map((type) => ({ ...type, ...nameOf(type) })).sort(byText(displayName)),
    tables: model.tables.map(normaliseTable).sort(byText(displayName)),
    views: model.views.map(normaliseView).sort(byText(displayName)),
  });
}

function nameOf({ schema, name }: { readonly schema?: string; readonly name: string }) {
  return compact({
    schema: schema === undefined ? undefined : truncateName(schema),
    name: truncateName(name),
  });
}

function normaliseTable(table: Table): Table {
  const { name } = table;
  const key = table.primaryKey;
  const keys = new Set(key?.columns);
  const isNamed = byText((object: { readonly name?: string }) => object.name ?? '');
  return compact({
    ...nameOf(table),
    columns: table.columns.map((column) => normaliseColumn(column, keys.has(column.name))),
    primaryKey: key && {
      name: truncateName(key.name ?? defaultName(name, [], 'pkey')),
      columns: key.columns.map((column) => truncateName(column)),
    },
    uniques: table.uniques.map((unique) => normaliseUnique(unique, name)).sort(isNamed),
    checks: table.checks.map(normaliseCheck).sort(isNamed),
    exclusions: table.exclusions.map(normaliseExclusion).sort(isNamed),
    foreignKeys: table.foreignKeys.map((foreignKey) => normaliseForeignKey(foreignKey, name)).sort(isNamed),
    indexes: table.indexes.map(normaliseIndex).sort(isNamed),
    comment: table.comment === '' ? undefined : table.comment,
  });
}

function normaliseView({ definition, materialized, indexes, ...name }: View): View {
  return compact({
    ...nameOf(name),
    definition: definition.trim(),
    materialized,
    indexes: indexes.map(normaliseIndex).sort(byText((index) => index.name)),
  });
}

/** @param isKey whether it is a column of the primary key, and so NOT NULL whatever it says */
export function normaliseColumn(column: Column, isKey = false): Column {
  const serial = isEnumRef(column.type) ? undefined : SERIALS[column.type.trim().toLowerCase()];
  const type = serial ?? normaliseColumnType(column.type);
  const isCounted = serial !== undefined || column.autoIncrement === true;
  const { generated } = column;
  return compact({
    name: truncateName(column.name),
    type,
    nullable: isKey || isCounted || column.identity !== undefined ? undefined : column.nullable,
    default: isCounted || column.default === undefined ? undefined : normaliseDefault(column.default, type),
    identity: column.identity,
    autoIncrement: isCounted ? (true as const) : undefined,
    generated: generated && { ...generated, expression: stripOuterParentheses(generated.expression) },
    collation: column.collation === 'default' ? undefined : column.collation,
    comment: column.comment === '' ? undefined : column.comment,
  });
}

/** The type in its one spelling. */
export function normaliseColumnType(type: ColumnType): ColumnType {
  if (!isEnumRef(type)) return normaliseType(type);
  return { ...type, enum: truncateName(type.enum) };
}

function normaliseUnique(unique: Unique, table: string): Unique {
  return compact({
    ...unique,
    name: truncateName(unique.name ?? defaultName(table, unique.columns, 'key')),
    columns: unique.columns.map((column) => truncateName(column)),
  });
}

function normaliseCheck(check: Check): Check {
  return compact({
    name: check.name === undefined ? undefined : truncateName(check.name),
    expression: stripOuterParentheses(check.expression),
    notValid: check.notValid,
  });
}

function normaliseExclusion(exclusion: Exclusion): Exclusion {
  return compact({
    ...exclusion,
    name: truncateName(exclusion.name),
    expression: exclusion.expression.trim(),
  });
}

function normaliseForeignKey(key: ForeignKey, table: string): ForeignKey {
  return compact({
    ...key,
    name: truncateName(key.name ?? defaultName(table, key.columns, 'fkey')),
    columns: key.columns.map((column) => truncateName(column)),
    references: {
      ...key.references,
      table: truncateName(key.references.table),
      columns: key.references.columns.map((column) => truncateName(column)),
    },
    onDelete: key.onDelete === 'no action' ? undefined : key.onDelete,
    onUpdate: key.onUpdate === 'no action' ? undefined : key.onUpdate,
  });
}

function normaliseIndex(index: Index): Index {
  return compact({
    ...index,
    name: truncateName(index.name),
    keys: index.keys.map(normaliseKey),
    where: index.where === undefined ? undefined : stripOuterParentheses(index.where),
    method: index.method?.toLowerCase() === 'btree' ? undefined : index.method?.toLowerCase(),
    include: index.include?.length === 0 ? undefined : index.include?.map((column) => truncateName(column)),
  });
}

/** Ascending keys have their nulls last, descending ones first, unless said otherwise (manual, CREATE INDEX). */
export function normaliseKey(key: IndexKey): IndexKey {
  if (typeof key === 'string') return truncateName(key);
  const { column, expression, order, nulls } = key;
  const isUsual = nulls === (order === 'desc' ? 'first' : 'last');
  const whole = compact({
    ...key,
    column: column === undefined ? undefined : truncateName(column),
    expression: expression === undefined ? undefined : stripOuterParentheses(expression),
    nulls: isUsual ? undefined : nulls,
  });
  return whole.column !== undefined && Object.keys(whole).length === 1 ? whole.column : whole;
}
