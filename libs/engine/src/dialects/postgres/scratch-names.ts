import {
  displayName,
  isEnumRef,
  isSqlText,
  type Column,
  type ColumnType,
  type Index,
  type IndexKey,
  type QualifiedName,
  type SchemaModel,
  type Table,
} from '../../model/schema';
import { compact } from './compact';
import { quote } from './quoting';
import { mapOutsideStrings } from './scan';

/** A schema of the model and the scratch schema that stands for it. */
export interface ScratchName {
  /** `undefined` is the default schema. */
  readonly schema: string | undefined;
  /** The name that the schema really has, where it has one yet. */
  readonly actual: string | undefined;
  readonly scratch: string;
}

/** Names the scratch schemas of a model; the first stands for the default schema. */
export function nameScratch(
  model: SchemaModel,
  prefix: string,
  defaultSchema: string | null,
): readonly [ScratchName, ...ScratchName[]] {
  const schemas = new Set([...model.tables, ...model.views, ...model.enums].map(({ schema }) => schema));
  const named = [...schemas].filter((schema) => schema !== undefined);
  return [
    { schema: undefined, actual: defaultSchema ?? undefined, scratch: `${prefix}_0` },
    ...named.map((schema, index) => ({ schema, actual: schema, scratch: `${prefix}_${index + 1}` })),
  ];
}

/** The model in the scratch schemas. Enums that are not the model's are left where they are. */
export function toScratch(model: SchemaModel, names: readonly ScratchName[]): SchemaModel {
  const scratchOf = (schema: string | undefined) =>
    names.find((name) => name.schema === schema)?.scratch ?? schema;
  const enums = model.enums.map((type) => compact({ ...type, schema: scratchOf(type.schema) }));
  const own = new Set(model.enums.map(displayName));
  const moveType = (type: ColumnType): ColumnType =>
    isEnumRef(type) && own.has(displayName(compact({ schema: type.schema, name: type.enum })))
      ? compact({ ...type, schema: scratchOf(type.schema) })
      : type;
  const moveText = movesTo(names, model.enums);
  const moveQuery = movesTo(names, [...model.enums, ...model.tables, ...model.views]);
  return {
    schemas: names.map(({ scratch }) => scratch),
    extensions: [],
    enums,
    tables: model.tables.map((table) =>
      compact({
        ...mapSql(table, moveText),
        schema: scratchOf(table.schema),
        columns: table.columns.map((column) => ({
          ...mapColumn(column, moveText),
          type: moveType(column.type),
        })),
      }),
    ),
    views: model.views.map((view) =>
      compact({
        ...view,
        schema: scratchOf(view.schema),
        definition: moveQuery(view.definition),
        indexes: view.indexes.map((index) => mapIndex(index, moveText)),
      }),
    ),
  };
}

/** Turns what is written with its schema, as a type in `'low'::audit.level`, to the scratch. */
function movesTo(names: readonly ScratchName[], objects: readonly QualifiedName[]): (sql: string) => string {
  const moves = names.flatMap((name) => moveOf(name, objects) ?? []);
  return (sql) => moves.reduce((text, move) => move(text), sql);
}

function moveOf(
  { schema, actual, scratch }: ScratchName,
  objects: readonly QualifiedName[],
): ((sql: string) => string) | undefined {
  const own = objects.filter((object) => object.schema === schema).map(({ name }) => name);
  if (actual === undefined || own.length === 0) return undefined;
  const known = new Set(own);
  // Any name first, and then whether it is one of ours: there may be thousands of them.
  const pattern = new RegExp(
    `(?<![\\w$".])(?:${spellings(actual).join('|')})\\.("(?:[^"]|"")+"|[\\w$]+)`,
    'g',
  );
  return (sql) =>
    mapOutsideStrings(sql, (part) =>
      part.replace(pattern, (whole: string, word: string) =>
        known.has(unquoted(word)) ? `${quote(scratch)}.${word}` : whole,
      ),
    );
}

/** A word that is not in quotes is read in lower case. */
function unquoted(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word.toLowerCase();
}

/** Patterns of an identifier: in quotes, and without where it needs none. */
function spellings(name: string): readonly string[] {
  const plain = /^[a-z_][a-z0-9_$]*$/.test(name) ? [name] : [];
  return [quote(name), ...plain].map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
}

function mapSql(table: Table, change: (sql: string) => string): Table {
  return {
    ...table,
    checks: table.checks.map((check) => ({ ...check, expression: change(check.expression) })),
    exclusions: table.exclusions.map((each) => ({ ...each, expression: change(each.expression) })),
    indexes: table.indexes.map((index) => mapIndex(index, change)),
  };
}

function mapColumn(column: Column, change: (sql: string) => string): Column {
  const { default: value, generated } = column;
  return compact({
    ...column,
    default: isSqlText(value) ? { sql: change(value.sql) } : value,
    generated: generated && { ...generated, expression: change(generated.expression) },
  });
}

function mapIndex(index: Index, change: (sql: string) => string): Index {
  const mapKey = (key: IndexKey): IndexKey =>
    typeof key === 'string' || key.expression === undefined
      ? key
      : { ...key, expression: change(key.expression) };
  return compact({
    ...index,
    keys: index.keys.map(mapKey),
    where: index.where === undefined ? undefined : change(index.where),
  });
}

/**
 * Puts the schemas' own names back into what the server wrote, as in `'low'::plumbline_scratch_0a1b_1.level`.
 *
 * @param prefixes by scratch schema, what stands before a name in its place: `audit.`, or nothing
 */
export function fromScratch<T>(value: T, prefixes: ReadonlyMap<string, string>): T {
  return mapText(value, (text) =>
    [...prefixes].reduce((result, [scratch, prefix]) => result.replaceAll(`${scratch}.`, prefix), text),
  ) as T;
}

function mapText(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((part) => mapText(part, change));
  if (typeof value !== 'object' || value === null) return value;
  return compact(
    Object.fromEntries(Object.entries(value).map(([name, part]) => [name, mapText(part, change)])),
  );
}
