import { PlumblineError } from '../errors/plumbline-error';
import { deepFreeze } from '../kernel/freeze';
import { compareText } from '../kernel/ordering';
import { displayName, type SchemaModel } from '../model/schema';
import { applyEnumHandlers } from './apply-enums';
import { applyTableHandlers } from './apply-tables';
import { applyViewHandlers } from './apply-views';
import { cannot } from './apply-refusal';
import { describeOperation } from './describe';
import { dispatch, type Operation, type OpHandlers } from './operation';

/**
 * The model as it is after an operation. Nothing is guessed: what `execute` and `run` do is not seen, and expressions
 * (checks, generated columns, indexes) keep the text they have when a column or a table in them is renamed.
 *
 * @throws PlumblineError `invalid-operation` for what cannot be: a column to drop that is not there, a name that is taken
 */
export function applyOperation(model: SchemaModel, op: Operation): SchemaModel {
  return applyNamed(model, op, '(unnamed)');
}

/**
 * The model after all operations of a revision, in order.
 *
 * @param revision for errors
 * @throws PlumblineError `invalid-operation`, with the operation in words
 */
export function applyOperations(
  model: SchemaModel,
  operations: readonly Operation[],
  revision = '(unnamed)',
): SchemaModel {
  return operations.reduce((before, op) => applyNamed(before, op, revision), model);
}

function applyNamed(model: SchemaModel, op: Operation, revision: string): SchemaModel {
  try {
    return deepFreeze(dispatch<SchemaModel, [SchemaModel]>(handlers, op, model));
  } catch (error) {
    if (!(error instanceof PlumblineError) || error.code !== 'invalid-operation') throw error;
    throw new PlumblineError(
      'invalid-operation',
      {
        revision,
        // Of a block, it is the operation within that has been named already.
        reason:
          op.kind === 'autocommit' ? error.data.reason : `Cannot ${describeOperation(op)}: ${error.why}.`,
      },
      { cause: error },
    );
  }
}

const handlers = {
  createSchema: ({ schema }, model) => {
    if (model.schemas.includes(schema)) throw cannot(`there is a schema ${schema} already`);
    return { ...model, schemas: [...model.schemas, schema].sort(compareText) };
  },
  dropSchema: ({ schema }, model) => {
    if (!model.schemas.includes(schema)) throw cannot(`there is no schema ${schema}`);
    const inside = [...model.tables, ...model.views, ...model.enums].find(
      (object) => object.schema === schema,
    );
    if (inside !== undefined) throw cannot(`${displayName(inside)} is still in it`);
    return { ...model, schemas: model.schemas.filter((name) => name !== schema) };
  },
  createExtension: ({ extension }, model) => {
    // Two branches may both need one.
    if (model.extensions.includes(extension)) return model;
    return { ...model, extensions: [...model.extensions, extension].sort(compareText) };
  },
  dropExtension: ({ extension }, model) => {
    if (!model.extensions.includes(extension)) throw cannot(`there is no extension ${extension}`);
    return { ...model, extensions: model.extensions.filter((name) => name !== extension) };
  },
  ...applyEnumHandlers,
  ...applyTableHandlers,
  bulkInsert: (_op, model) => model,
  backfill: (_op, model) => model,
  autocommit: ({ operations }, model) => applyOperations(model, operations),
  ...applyViewHandlers,
  execute: (_op, model) => model,
  run: (_op, model) => model,
} satisfies OpHandlers<SchemaModel, [SchemaModel]>;
