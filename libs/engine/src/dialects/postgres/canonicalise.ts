import { randomBytes } from 'node:crypto';
import type { Session } from '../../dialect/dialect';
import { deepFreeze } from '../../kernel/freeze';
import type { SchemaModel, Table } from '../../model/schema';
import type { Operation } from '../../operations/operation';
import type { SchemaNames } from './catalogue-rows';
import { compact } from './compact';
import { compile } from './compile';
import { readSchemas } from './introspect';
import { quote, quoteText, truncateName } from './quoting';
import { fromScratch, nameScratch, toScratch, type ScratchName } from './scratch-names';
import { sqlStateFrom } from './session';

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
  const [row] = await session.query<{ readonly schema: string | null }>(
    `${isNested ? `SAVEPOINT ${SAVEPOINT}` : 'BEGIN'}; SELECT current_schema() AS schema`,
  );
  try {
    return await createAndRead(session, model, row?.schema ?? null);
  } catch (error) {
    if (NOT_ALLOWED.has(sqlStateFrom(error))) return undefined;
    throw error;
  } finally {
    await session.query(
      isNested ? `ROLLBACK TO SAVEPOINT ${SAVEPOINT}; RELEASE SAVEPOINT ${SAVEPOINT}` : 'ROLLBACK',
    );
  }
}

async function createAndRead(
  session: Session,
  model: SchemaModel,
  defaultSchema: string | null,
): Promise<SchemaModel> {
  const prefix = `plumbline_scratch_${randomBytes(8).toString('hex')}`;
  const names = nameScratch(model, prefix, defaultSchema);
  const statements = compile(operationsOf(toScratch(model, names))).flatMap((step) =>
    step.kind === 'sql' ? [step.sql] : [],
  );
  const extensions = model.extensions.map((name) => `CREATE EXTENSION IF NOT EXISTS ${quote(name)}`);
  // The scratch stands before the search path, so that names in expressions mean what they mean in the default schema.
  const path = quoteText(`${quote(names[0].scratch)}, `);
  await session.query(
    [
      // In the default schema, before the scratch stands before it.
      ...extensions,
      ...names.map(({ scratch }) => `CREATE SCHEMA ${quote(scratch)}`),
      `SELECT set_config('search_path', ${path} || current_setting('search_path'), true)`,
      ...statements,
    ].join(';\n'),
  );
  const rows = await readNames(session, names);
  const schemas: SchemaNames = new Map(
    rows.map(({ oid, scratch }) => [oid, names.find((name) => name.scratch === scratch)?.schema]),
  );
  const prefixes = new Map(rows.map(({ scratch, prefix: own }) => [scratch, own ?? '']));
  const read = fromScratch(await readSchemas(session, schemas), prefixes);
  return deepFreeze({
    schemas: model.schemas,
    extensions: model.extensions,
    enums: read.enums,
    tables: read.tables.map((table) => withForeignKeys(table, model)),
    views: read.views,
  });
}

interface NameRow {
  readonly oid: string;
  readonly scratch: string;
  /** The schema's own name with a dot, as the server quotes it; null for the default schema. */
  readonly prefix: string | null;
}

async function readNames(session: Session, names: readonly ScratchName[]): Promise<readonly NameRow[]> {
  return session.query<NameRow>(
    `SELECT n.oid::int8::text AS oid, s.scratch, quote_ident(s.own) || '.' AS prefix
       FROM unnest($1::text[], $2::text[]) s (scratch, own)
       JOIN pg_catalog.pg_namespace n ON n.nspname = s.scratch`,
    [names.map(({ scratch }) => scratch), names.map(({ schema }) => schema ?? null)],
  );
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

function withForeignKeys(table: Table, model: SchemaModel): Table {
  const given = model.tables.find(
    ({ schema, name }) => schema === table.schema && truncateName(name) === table.name,
  );
  return compact({ ...table, foreignKeys: given?.foreignKeys ?? [] });
}
