import { randomBytes } from 'node:crypto';
import type { Session } from '../../dialect/dialect';
import { deepFreeze } from '../../kernel/freeze';
import { displayName, type SchemaModel, type Table } from '../../model/schema';
import type { Operation } from '../../operations/operation';
import { compact } from './compact';
import { compile } from './compile';
import { readSchemas } from './introspect';
import { quote, quoteText, truncateName } from './quoting';
import { fromScratch, nameScratch, toScratch, type ScratchName } from './scratch-names';
import { sqlStateFrom } from './server-errors';

/** insufficient_privilege and read_only_sql_transaction: the database does not let us ask. */
const NOT_ALLOWED: ReadonlySet<string | undefined> = new Set(['42501', '25006']);
const SAVEPOINT = 'plumbline_scratch';

/**
 * Asks PostgreSQL how it writes a model: creates it in scratch schemas without its foreign keys, with the extensions that
 * it needs and in the order in which its views are given, reads it back and rolls everything back. In an open transaction it is a savepoint that is rolled back.
 *
 * @returns the model as the server has it, foreign keys as given; `undefined` without the right to create schemas
 * @throws PlumblineError `database-error` where the server refuses a part of the model; `extension-unavailable`
 */
export async function canonicalise(session: Session, model: SchemaModel): Promise<SchemaModel | undefined> {
  const isNested = session.inTransaction();
  if (isNested) await session.query(`SAVEPOINT ${SAVEPOINT}`);
  const defaultSchema = namesSchemas(model) ? await currentSchema(session) : null;
  const rollback = isNested ? `ROLLBACK TO SAVEPOINT ${SAVEPOINT}` : 'ROLLBACK';
  try {
    return await createAndRead(session, model, { defaultSchema, isNested, rollback });
  } catch (error) {
    await session.query(rollback);
    if (NOT_ALLOWED.has(sqlStateFrom(error))) return undefined;
    throw error;
  } finally {
    if (isNested) await session.query(`RELEASE SAVEPOINT ${SAVEPOINT}`);
  }
}

/** Whether a text may name something with its schema; a point may also be one of a number or of a sentence. */
function namesSchemas({ tables, views }: SchemaModel): boolean {
  return /["\w]\.[\\"A-Za-z_]/.test(JSON.stringify([tables, views]));
}

async function currentSchema(session: Session): Promise<string | null> {
  const [row] = await session.query<{ readonly schema: string | null }>('SELECT current_schema() AS schema');
  return row?.schema ?? null;
}

/** All in one message, up to the end of the transaction: a scratch of thousands of tables is one round trip. */
async function createAndRead(
  session: Session,
  model: SchemaModel,
  {
    defaultSchema,
    isNested,
    rollback,
  }: { readonly defaultSchema: string | null; readonly isNested: boolean; readonly rollback: string },
): Promise<SchemaModel> {
  const prefix = `plumbline_scratch_${randomBytes(8).toString('hex')}`;
  const names = nameScratch(model, prefix, defaultSchema);
  const statements = compile(operationsOf(toScratch(model, names))).flatMap((step) =>
    step.kind === 'sql' ? [step.sql] : [],
  );
  const extensions = model.extensions.map((name) => `CREATE EXTENSION IF NOT EXISTS ${quote(name)}`);
  // The scratch stands before the search path, so that names in expressions mean what they mean in the default schema.
  const path = quoteText(`${quote(names[0].scratch)}, `);
  const scratches = names.map(({ scratch }) => quoteText(scratch)).join(', ');
  const { model: scratched, rows } = await readSchemas<NameRow>(session, {
    before: [
      ...(isNested ? [] : ['BEGIN']),
      // In the default schema, before the scratch stands before it.
      ...extensions,
      ...names.map(({ scratch }) => `CREATE SCHEMA ${quote(scratch)}`),
      `SELECT set_config('search_path', ${path} || current_setting('search_path'), true)`,
      ...statements,
    ],
    schemas: namesQuery(names),
    oids: `(SELECT array_agg(n.oid) FROM pg_catalog.pg_namespace n WHERE n.nspname IN (${scratches}))`,
    nameOf: ({ scratch }) => names.find((name) => name.scratch === scratch)?.schema,
    after: rollback,
  });
  const prefixes = new Map(rows.map(({ scratch, prefix: own }) => [scratch, own ?? '']));
  const read = fromScratch(scratched, prefixes);
  return deepFreeze({
    schemas: model.schemas,
    extensions: model.extensions,
    enums: read.enums,
    tables: withForeignKeys(read.tables, model),
    views: read.views,
  });
}

interface NameRow {
  readonly oid: string;
  readonly scratch: string;
  /** The schema's own name with a dot, as the server quotes it; null for the default schema. */
  readonly prefix: string | null;
}

function namesQuery(names: readonly ScratchName[]): string {
  const rows = names.map(
    ({ scratch, schema }) => `(${quoteText(scratch)}, ${schema === undefined ? 'NULL' : quoteText(schema)})`,
  );
  return `SELECT n.oid::int8::text AS oid, s.scratch, quote_ident(s.own) || '.' AS prefix
       FROM (VALUES ${rows.join(', ')}) s (scratch, own)
       JOIN pg_catalog.pg_namespace n ON n.nspname = s.scratch`;
}

function operationsOf(model: SchemaModel): readonly Operation[] {
  return [
    ...model.enums.map((type): Operation => ({ kind: 'createEnum', enum: type })),
    ...model.tables.map((table): Operation => ({
      kind: 'createTable',
      table: { ...table, foreignKeys: [], indexes: [] },
    })),
    // A stored view without rows is read back as well, and no query is run.
    ...model.views.map((view): Operation => ({
      kind: 'createView',
      view: view.materialized ? { ...view, definition: `${view.definition}\nWITH NO DATA` } : view,
    })),
    ...[...model.tables, ...model.views].flatMap((table) =>
      table.indexes.map((index): Operation => ({ kind: 'createIndex', table, index })),
    ),
  ];
}

function withForeignKeys(read: readonly Table[], model: SchemaModel): readonly Table[] {
  const given = new Map(
    model.tables.map((table) => [
      displayName({ ...table, name: truncateName(table.name) }),
      table.foreignKeys,
    ]),
  );
  return read.map((table) => compact({ ...table, foreignKeys: given.get(displayName(table)) ?? [] }));
}
