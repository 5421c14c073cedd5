import type { Catalogue, IntrospectOptions, Session } from '../../dialect/dialect';
import { deepFreeze } from '../../kernel/freeze';
import { groupBy } from '../../kernel/group-by';
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

export async function introspect(session: Session, options: IntrospectOptions = {}): Promise<SchemaModel> {
  return interpret(await readCatalogue(session), options);
}

/**
 * Reads the whole schema with seven queries in one message, whatever its size: tables, views, enums and what belongs to
 * them, in the default schema (`current_schema()`) and in every other one that is neither the system's nor an extension's.
 */
export async function readCatalogue(session: Session): Promise<Catalogue> {
  return readAll(session, { schemas: SCHEMAS, oids: SCHEMA_OIDS });
}

/** The schema out of the rows of {@link readCatalogue}. */
export function interpret(catalogue: Catalogue, options: IntrospectOptions = {}): SchemaModel {
  const { model, rows } = modelOf<SchemaRow>(catalogue, ({ name, current }) =>
    name === current ? undefined : name,
  );
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
  return modelOf(await readAll(session, reading), reading.nameOf);
}

function modelOf<Row extends { readonly oid: string }>(
  catalogue: Catalogue,
  nameOf: Reading<Row>['nameOf'],
): { readonly model: SchemaModel; readonly rows: readonly Row[] } {
  // In the order of QUERIES.
  const [rows, tableRows, columnRows, constraintRows, indexRows, viewRows, enumRows] = catalogue as [
    readonly Row[],
    readonly TableRow[],
    readonly ColumnRow[],
    readonly ConstraintRow[],
    readonly IndexRow[],
    readonly ViewRow[],
    readonly EnumRow[],
  ];
  const names: SchemaNames = new Map(rows.map((row) => [row.oid, nameOf(row)]));
  const columns = groupBy(columnRows, ofTable);
  const constraints = groupBy(constraintRows, ofTable);
  const indexes = groupBy(indexRows, ofTable);
  const tables = tableRows.map((row) =>
    readTable(row, names, {
      columns: columns.get(row.oid) ?? [],
      constraints: constraints.get(row.oid) ?? [],
      indexes: indexes.get(row.oid) ?? [],
    }),
  );
  const model = {
    schemas: [...names.values()].filter((name) => name !== undefined).sort(compareText),
    extensions: [],
    enums: enumRows.map((row) => readEnum(row, names)).sort(byText(displayName)),
    tables: tables.sort(byText(displayName)),
    views: viewRows
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
): Promise<Catalogue> {
  const queries = [schemas, ...QUERIES];
  const results = await session.queryEach([
    ...before,
    ...queries.map((query) => withSchemas(query, oids)),
    ...(after === undefined ? [] : [after]),
  ]);
  // Counted from the end: what runs before may be several statements in one text.
  const first = results.length - queries.length - (after === undefined ? 0 : 1);
  return results.slice(first, first + queries.length);
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

function ofTable({ table }: { readonly table: string }): string {
  return table;
}
