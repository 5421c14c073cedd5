import { PlumblineError } from '../errors/plumbline-error';
import {
  displayName,
  isSameName,
  PUBLIC_SCHEMA,
  type QualifiedName,
  type SchemaModel,
  type Table,
} from '../model/schema';

/** What cannot be done to a model, without a full stop; `applyOperation` adds to what. */
export function cannot(reason: string): PlumblineError<'invalid-operation'> {
  return new PlumblineError('invalid-operation', { revision: '(unnamed)', reason });
}

/** Changes one table that must be there. */
export function changeTable(
  model: SchemaModel,
  name: QualifiedName,
  change: (table: Table) => Table,
): SchemaModel {
  if (!model.tables.some((table) => isSameName(table, name))) {
    throw cannot(`there is no table ${displayName(name)}`);
  }
  return {
    ...model,
    tables: model.tables.map((table) => (isSameName(table, name) ? change(table) : table)),
  };
}

/** Refuses a schema that was never created; the default one and `public` are always there. */
export function requireSchema(model: SchemaModel, { schema }: QualifiedName): void {
  if (schema !== undefined && schema !== PUBLIC_SCHEMA && !model.schemas.includes(schema))
    throw cannot(`there is no schema ${schema}`);
}

/** Refuses a name that a table or a view of the schema has: they share their names. */
export function refuseTaken(model: SchemaModel, name: QualifiedName): void {
  const what = model.tables.some((table) => isSameName(table, name))
    ? 'table'
    : model.views.some((view) => isSameName(view, name)) && 'view';
  if (what) throw cannot(`there is a ${what} ${displayName(name)} already`);
}
