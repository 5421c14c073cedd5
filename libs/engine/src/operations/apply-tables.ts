import { byText, withInserted } from '../kernel/ordering';
import { displayName, isSameName, nameOf, type QualifiedName, type SchemaModel } from '../model/schema';
import { applyConstraintHandlers } from './apply-constraints';
import { changeTable, cannot, refuseTaken, requireSchema } from './apply-refusal';
import type { OperationKind, OpHandlers } from './operation';
import { renameInTable, retarget, usesOf } from './table-references';

/** What operations on tables and columns do to a model. */
export const applyTableHandlers = {
  ...applyConstraintHandlers,
  createTable: ({ table }, model) => {
    requireSchema(model, table);
    refuseTaken(model, table);
    return { ...model, tables: withInserted(model.tables, table, displayName) };
  },
  dropTable: ({ table }, model) => {
    changeTable(model, table, (found) => found);
    return { ...model, tables: model.tables.filter((found) => !isSameName(found, table)) };
  },
  renameTable: ({ from, to }, model) => {
    requireSchema(model, to);
    refuseTaken(model, to);
    const renamed = changeTable(model, from, ({ schema: _schema, name: _name, ...rest }) => ({
      ...nameOf(to),
      ...rest,
    }));
    const tables = renamed.tables.map((table) => retarget(table, from, (key) => ({ ...key, ...target(to) })));
    return { ...renamed, tables: tables.sort(byText(displayName)) };
  },
  setTableComment: (op, model) =>
    changeTable(model, op.table, ({ comment: _comment, ...table }) =>
      op.to === undefined ? table : { ...table, comment: op.to },
    ),
  setTableOptions: (op, model) =>
    changeTable(model, op.table, ({ withoutRowid: _rowid, strict: _strict, ...table }) => ({
      ...table,
      ...op.to,
    })),
  addColumn: ({ table: name, column }, model) =>
    changeTable(model, name, (table) => {
      if (table.columns.some((other) => other.name === column.name)) throw cannot('there is one already');
      return { ...table, columns: [...table.columns, column] };
    }),
  dropColumn: ({ table: name, column }, model) =>
    changeTable(model, name, (table) => {
      if (!table.columns.some((other) => other.name === column.name)) throw cannot('there is no such column');
      const use = usesOf(model, table, column.name)[0];
      if (use !== undefined) throw cannot(`${use} still needs it; drop that first`);
      return { ...table, columns: table.columns.filter((other) => other.name !== column.name) };
    }),
  alterColumn: ({ table: name, to }, model) =>
    changeTable(model, name, (table) => {
      if (!table.columns.some((other) => other.name === to.name)) throw cannot('there is no such column');
      return { ...table, columns: table.columns.map((other) => (other.name === to.name ? to : other)) };
    }),
  renameColumn: ({ table: name, from, to }, model) => {
    const renamed = changeTable(model, name, (table) => {
      if (!table.columns.some((column) => column.name === from)) throw cannot('there is no such column');
      if (table.columns.some((column) => column.name === to)) throw cannot(`there is a column ${to} already`);
      return renameInTable(table, from, to);
    });
    const rename = (column: string) => (column === from ? to : column);
    return {
      ...renamed,
      tables: renamed.tables.map((table) =>
        retarget(table, name, (key) => ({ ...key, columns: key.columns.map(rename) })),
      ),
    };
  },
} satisfies Pick<
  OpHandlers<SchemaModel, [SchemaModel]>,
  Exclude<
    OperationKind,
    | ('createSchema' | 'dropSchema' | 'createExtension' | 'dropExtension')
    | ('createEnum' | 'dropEnum' | 'alterEnum' | 'createView' | 'dropView' | 'replaceView')
    | ('autocommit' | 'backfill' | 'bulkInsert' | 'execute' | 'run')
  >
>;

function target({ schema, name }: QualifiedName) {
  return { schema, table: name };
}
