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
import { nameInText, toScratch, type ScratchNames } from './scratch-names';
import { sqlStateFrom } from './session';

/** insufficient_privilege and read_only_sql_transaction: the database does not let us ask. */
const NOT_ALLOWED: ReadonlySet<string | undefined> = new Set(['42501', '25006']);
const SAVEPOINT = 'plumbline_scratch';

/**
 * Asks PostgreSQL how it writes a model: creates it in scratch schemas without its foreign keys, reads it back and
 * rolls everything back. In an open transaction it is a savepoint that is rolled back.
 *
 * @returns the model as the server has it, foreign keys as given; `undefined` without the right to create schemas
 * @throws PlumblineError `database-error` where the server refuses a part of the model
 */
export async function canonicalise(session: Session, model: SchemaModel): Promise<SchemaModel | undefined> {
  const isNested = session.inTransaction();
  await session.query(isNested ? `SAVEPOINT ${SAVEPOINT}` : 'BEGIN');
  try {
    return await createAndRead(session, model);
  } catch (error) {
    if (NOT_ALLOWED.has(sqlStateFrom(error))) return undefined;
    throw error;
  } finally {
    await session.query(
      isNested ? `ROLLBACK TO SAVEPOINT ${SAVEPOINT}; RELEASE SAVEPOINT ${SAVEPOINT}` : 'ROLLBACK',
    );
  }
}

async function createAndRead(session: Session, model: SchemaModel): Promise<SchemaModel> {
  const scratch = nameScratch(model);
  const statements = compile(operationsOf(toScratch(model, scratch))).flatMap((step) =>
    step.kind === 'sql' ? [step.sql] : [],
  );
  // The scratch stands before the search path, so that names in expressions mean what they mean in the default schema.
  const path = `${quote(scratch.of(undefined))}, `;
  await session.query(
    [
      ...scratch.all.map((name) => `CREATE SCHEMA ${quote(name)}`),
      `SELECT set_config('search_path', ${quoteText(path)} || current_setting('search_path'), true)`,
      ...statements,
    ].join(';\n'),
  );
  const rows = await session.query<{ readonly oid: string; readonly name: string }>(
    `SELECT oid::int8::text AS oid, nspname AS name FROM pg_catalog.pg_namespace WHERE nspname = ANY ($1)`,
    [scratch.all],
  );
  const names: SchemaNames = new Map(rows.map(({ oid, name }) => [oid, scratch.original(name)]));
  const read = nameInText(await readSchemas(session, names), scratch);
  return deepFreeze({
    schemas: model.schemas,
    enums: read.enums,
    tables: read.tables.map((table) => withForeignKeys(table, model)),
  });
}

function operationsOf(model: SchemaModel): readonly Operation[] {
  return [
    ...model.enums.map((type): Operation => ({ kind: 'createEnum', enum: type })),
    ...model.tables.map((table): Operation => ({
      kind: 'createTable',
      table: { ...table, foreignKeys: [], indexes: [] },
    })),
    ...model.tables.flatMap((table) =>
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

function nameScratch(model: SchemaModel): ScratchNames {
  const prefix = `plumbline_scratch_${randomBytes(8).toString('hex')}`;
  const named = [...new Set([...model.tables, ...model.enums].map(({ schema }) => schema))];
  const schemas = [undefined, ...named.filter((schema) => schema !== undefined)];
  const names = new Map(schemas.map((schema, index) => [schema, `${prefix}_${index}`]));
  const originals = new Map([...names].map(([schema, name]) => [name, schema]));
  return {
    all: [...names.values()],
    of: (schema) => names.get(schema) ?? `${prefix}_0`,
    original: (name) => originals.get(name),
  };
}
