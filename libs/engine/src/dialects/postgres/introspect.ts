import type { IntrospectOptions, Session } from '../../dialect/dialect';
import { deepFreeze } from '../../kernel/freeze';
import { byText, compareText } from '../../kernel/ordering';
import {
  displayName,
  type EnumType,
  type Index,
  type SchemaModel,
  type Table,
  type View,
} from '../../model/schema';
import { COLUMNS, CONSTRAINTS, ENUMS, INDEXES, SCHEMAS, TABLES, VIEWS } from './catalogue-queries';
import type {
  ColumnRow,
  ConstraintRow,
  EnumRow,
  IndexRow,
  SchemaNames,
  SchemaRow,
  TableRow,
  ViewRow,
} from './catalogue-rows';
import { compact } from './compact';
import { readColumn } from './read-columns';
import { readConstraints } from './read-constraints';
import { readIndex } from './read-indexes';

/**
 * Reads the whole schema with seven queries, whatever its size: tables, views, enums and what belongs to them, in the default
 * schema (`current_schema()`) and in every other one that is neither the system's nor an extension's.
 */
export async function introspect(session: Session, options: IntrospectOptions = {}): Promise<SchemaModel> {
  const rows = await session.query<SchemaRow>(SCHEMAS);
  const names: SchemaNames = new Map(
    rows.map(({ oid, name, current }) => [oid, name === current ? undefined : name]),
  );
  const model = await readSchemas(session, names);
  const extensions = [...(rows[0]?.extensions ?? [])].sort(compareText);
  const ignored = new Set(options.ignoreTables);
  return deepFreeze({
    ...model,
    extensions,
    tables: model.tables.filter((table) => !ignored.has(table.name)),
  });
}

/** Reads the given schemas with six queries. Sorted by name, not frozen, and without the extensions, which are in no schema. */
export async function readSchemas(session: Session, names: SchemaNames): Promise<SchemaModel> {
  const parameters = [[...names.keys()]];
  const tables = await session.query<TableRow>(TABLES, parameters);
  const columns = groupByTable(await session.query<ColumnRow>(COLUMNS, parameters));
  const constraints = groupByTable(await session.query<ConstraintRow>(CONSTRAINTS, parameters));
  const indexes = groupByTable(await session.query<IndexRow>(INDEXES, parameters));
  const views = await session.query<ViewRow>(VIEWS, parameters);
  const enums = await session.query<EnumRow>(ENUMS, parameters);
  return {
    schemas: [...names.values()].filter((name) => name !== undefined).sort(compareText),
    extensions: [],
    enums: enums.map((row) => readEnum(row, names)).sort(byText(displayName)),
    tables: tables
      .map((row) =>
        readTable(row, names, {
          columns: columns.get(row.oid) ?? [],
          constraints: constraints.get(row.oid) ?? [],
          indexes: indexes.get(row.oid) ?? [],
        }),
      )
      .sort(byText(displayName)),
    views: views
      .map((row) =>
        readView(row, names, { columns: columns.get(row.oid) ?? [], indexes: indexes.get(row.oid) ?? [] }),
      )
      .sort(byText(displayName)),
  };
}

interface TableParts {
  readonly columns: readonly ColumnRow[];
  readonly constraints: readonly ConstraintRow[];
  readonly indexes: readonly IndexRow[];
}

function readTable(row: TableRow, names: SchemaNames, parts: TableParts): Table {
  const columnNames = new Map(parts.columns.map(({ number, name }) => [number, name]));
  return compact({
    schema: names.get(row.schema),
    name: row.name,
    columns: parts.columns.map((column) => readColumn(column, names)),
    ...readConstraints(parts.constraints, { columnNames, schemaNames: names }),
    indexes: readIndexes(parts),
    comment: row.comment ?? undefined,
  });
}

function readIndexes({ columns, indexes }: Omit<TableParts, 'constraints'>): readonly Index[] {
  const names = new Map(columns.map(({ number, name }) => [number, name]));
  return indexes.map((index) => readIndex(index, names)).sort(byText((index) => index.name));
}

function readView(row: ViewRow, names: SchemaNames, parts: Omit<TableParts, 'constraints'>): View {
  return compact({
    schema: names.get(row.schema),
    name: row.name,
    definition: row.definition.trim().replace(/;$/, ''),
    materialized: row.materialized ? (true as const) : undefined,
    indexes: readIndexes(parts),
  });
}

function readEnum(row: EnumRow, names: SchemaNames): EnumType {
  return compact({
    schema: names.get(row.schema),
    name: row.name,
    values: row.values.filter((value) => value !== null),
  });
}

function groupByTable<Row extends { readonly table: string }>(
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.table);
    if (group) group.push(row);
    else groups.set(row.table, [row]);
  }
  return groups;
}
