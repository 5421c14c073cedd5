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
import {
  COLUMNS,
  CONSTRAINTS,
  ENUMS,
  INDEXES,
  SCHEMA_OIDS,
  SCHEMAS,
  TABLES,
  VIEWS,
} from './catalogue-queries';
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

const QUERIES = [TABLES, COLUMNS, CONSTRAINTS, INDEXES, VIEWS, ENUMS];

/** The queries of {@link introspect}, for those that measure what they cost alone. */
export const CATALOGUE: readonly string[] = [SCHEMAS, ...QUERIES].map((query) =>
  withSchemas(query, SCHEMA_OIDS),
);

/**
 * Reads the whole schema with seven queries in one message, whatever its size: tables, views, enums and what belongs to
 * them, in the default schema (`current_schema()`) and in every other one that is neither the system's nor an extension's.
 */
export async function introspect(session: Session, options: IntrospectOptions = {}): Promise<SchemaModel> {
  const { model, rows } = await readSchemas<SchemaRow>(session, {
    schemas: SCHEMAS,
    oids: SCHEMA_OIDS,
    nameOf: ({ name, current }) => (name === current ? undefined : name),
  });
  const extensions = [...(rows[0]?.extensions ?? [])].sort(compareText);
  const ignored = new Set(options.ignoreTables);
  return deepFreeze({
    ...model,
    extensions,
    tables: model.tables.filter((table) => !ignored.has(table.name)),
  });
}

/** Which schemas are read, and what is done in the same message. */
export interface Reading<Row> {
  /** The query that gives a row for each schema. */
  readonly schemas: string;
  /** SQL that gives their OIDs as an array. */
  readonly oids: string;
  /** What the model calls a schema; `undefined` for the default one. */
  readonly nameOf: (row: Row) => string | undefined;
  readonly before?: readonly string[];
  /** One statement. */
  readonly after?: string;
}

/** Reads schemas in one round trip. Sorted by name, not frozen, and without the extensions, which are in no schema. */
export async function readSchemas<Row extends { readonly oid: string }>(
  session: Session,
  reading: Reading<Row>,
): Promise<{ readonly model: SchemaModel; readonly rows: readonly Row[] }> {
  const rowsOf = await readAll(session, reading);
  const rows = rowsOf<Row>(reading.schemas);
  const names: SchemaNames = new Map(rows.map((row) => [row.oid, reading.nameOf(row)]));
  const columns = groupByTable(rowsOf<ColumnRow>(COLUMNS));
  const constraints = groupByTable(rowsOf<ConstraintRow>(CONSTRAINTS));
  const indexes = groupByTable(rowsOf<IndexRow>(INDEXES));
  const tables = rowsOf<TableRow>(TABLES).map((row) =>
    readTable(row, names, {
      columns: columns.get(row.oid) ?? [],
      constraints: constraints.get(row.oid) ?? [],
      indexes: indexes.get(row.oid) ?? [],
    }),
  );
  const model = {
    schemas: [...names.values()].filter((name) => name !== undefined).sort(compareText),
    extensions: [],
    enums: rowsOf<EnumRow>(ENUMS)
      .map((row) => readEnum(row, names))
      .sort(byText(displayName)),
    tables: tables.sort(byText(displayName)),
    views: rowsOf<ViewRow>(VIEWS)
      .map((row) =>
        readView(row, names, { columns: columns.get(row.oid) ?? [], indexes: indexes.get(row.oid) ?? [] }),
      )
      .sort(byText(displayName)),
  };
  return { model, rows };
}

async function readAll(
  session: Session,
  { schemas, oids, before = [], after }: Pick<Reading<unknown>, 'schemas' | 'oids' | 'before' | 'after'>,
): Promise<<Row>(query: string) => readonly Row[]> {
  const queries = [schemas, ...QUERIES];
  const results = await session.queryEach([
    ...before,
    ...queries.map((query) => withSchemas(query, oids)),
    ...(after === undefined ? [] : [after]),
  ]);
  // Counted from the end: what runs before may be several statements in one text.
  const first = results.length - queries.length - (after === undefined ? 0 : 1);
  const byQuery = new Map(queries.map((query, index) => [query, results[first + index] ?? []]));
  return <Row>(query: string) => (byQuery.get(query) ?? []) as readonly Row[];
}

function withSchemas(query: string, oids: string): string {
  return query.replaceAll('$1', () => oids);
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
