import type { IntrospectOptions, Session } from '../../dialect/dialect';
import { deepFreeze } from '../../kernel/freeze';
import { byText, compareText } from '../../kernel/ordering';
import { displayName, type EnumType, type SchemaModel, type Table } from '../../model/schema';
import { COLUMNS, CONSTRAINTS, ENUMS, INDEXES, SCHEMAS, TABLES } from './catalogue-queries';
import type {
  ColumnRow,
  ConstraintRow,
  EnumRow,
  IndexRow,
  SchemaNames,
  SchemaRow,
  TableRow,
} from './catalogue-rows';
import { compact } from './compact';
import { readColumn } from './read-columns';
import { readConstraints } from './read-constraints';
import { readIndex } from './read-indexes';

/**
 * Reads the whole schema with six queries, whatever its size: tables, enums and what belongs to them, in the default
 * schema (`current_schema()`) and in every other one that is neither the system's nor an extension's.
 */
export async function introspect(session: Session, options: IntrospectOptions = {}): Promise<SchemaModel> {
  const rows = await session.query<SchemaRow>(SCHEMAS);
  const names: SchemaNames = new Map(
    rows.map(({ oid, name, current }) => [oid, name === current ? undefined : name]),
  );
  const model = await readSchemas(session, names);
  const ignored = new Set(options.ignoreTables);
  return deepFreeze({ ...model, tables: model.tables.filter((table) => !ignored.has(table.name)) });
}

/** Reads the given schemas with five queries. Sorted by name, not frozen. */
export async function readSchemas(session: Session, names: SchemaNames): Promise<SchemaModel> {
  const parameters = [[...names.keys()]];
  const tables = await session.query<TableRow>(TABLES, parameters);
  const columns = groupByTable(await session.query<ColumnRow>(COLUMNS, parameters));
  const constraints = groupByTable(await session.query<ConstraintRow>(CONSTRAINTS, parameters));
  const indexes = groupByTable(await session.query<IndexRow>(INDEXES, parameters));
  const enums = await session.query<EnumRow>(ENUMS, parameters);
  return {
    schemas: [...names.values()].filter((name) => name !== undefined).sort(compareText),
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
    indexes: parts.indexes.map((index) => readIndex(index, columnNames)).sort(byText((index) => index.name)),
    comment: row.comment ?? undefined,
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
