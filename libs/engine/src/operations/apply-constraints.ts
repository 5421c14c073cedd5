import { byText } from '../kernel/ordering';
import { isSame } from '../kernel/same';
import {
  isSameName,
  type Index,
  validated,
  type Check,
  type ForeignKey,
  type PrimaryKey,
  type QualifiedName,
  type SchemaModel,
  type Table,
  type Unique,
} from '../model/schema';
import { cannot, changeTable } from './apply-refusal';
import { indexOfKey, type OpHandlers } from './operation';

type ListKey = 'uniques' | 'checks' | 'exclusions' | 'foreignKeys';
type Part = { readonly name?: string };

/** What operations on constraints and indexes do to a model. */
export const applyConstraintHandlers = {
  addPrimaryKey: (op, model) =>
    changeTable(model, op.table, (table) => {
      if (table.primaryKey !== undefined) throw cannot('there is one already');
      requireColumns(table, op.primaryKey.columns);
      return { ...withoutUsedIndex(table, op.primaryKey, op.usingIndex), primaryKey: op.primaryKey };
    }),
  dropPrimaryKey: (op, model) =>
    changeTable(model, op.table, ({ primaryKey, ...table }) => {
      if (primaryKey === undefined) throw cannot('there is none');
      return table;
    }),
  addUnique: (op, model) =>
    add(
      changeTable(model, op.table, (table) => withoutUsedIndex(table, op.unique, op.usingIndex)),
      op.table,
      'uniques',
      op.unique,
    ),
  dropUnique: (op, model) => drop(model, op.table, 'uniques', op.unique),
  addCheck: (op, model) => add(model, op.table, 'checks', op.check),
  dropCheck: (op, model) => drop(model, op.table, 'checks', op.check),
  addExclusion: (op, model) => add(model, op.table, 'exclusions', op.exclusion),
  dropExclusion: (op, model) => drop(model, op.table, 'exclusions', op.exclusion),
  addForeignKey: (op, model) => add(model, op.table, 'foreignKeys', op.foreignKey),
  dropForeignKey: (op, model) => drop(model, op.table, 'foreignKeys', op.foreignKey),
  validateConstraint: ({ table: name, name: constraint }, model) =>
    changeTable(model, name, (table) => {
      const found = [...table.checks, ...table.foreignKeys].some((part) => part.name === constraint);
      if (!found) throw cannot('there is no such check or foreign key');
      const validate = <T extends Check | ForeignKey>(part: T): T =>
        part.name === constraint ? validated(part) : part;
      return {
        ...table,
        checks: table.checks.map(validate),
        foreignKeys: table.foreignKeys.map(validate),
      };
    }),
  createIndex: (op, model) => {
    const taken = [...model.tables, ...model.views].some(
      (owner) =>
        owner.schema === op.table.schema && owner.indexes.some((index) => index.name === op.index.name),
    );
    if (taken) throw cannot('there is an index of that name already');
    return changeIndexes(model, op.table, ({ indexes }) => sorted([...indexes, op.index]));
  },
  dropIndex: (op, model) =>
    changeIndexes(model, op.table, ({ indexes }) => {
      if (!indexes.some(({ name }) => name === op.index.name)) throw cannot('there is none');
      return indexes.filter(({ name }) => name !== op.index.name);
    }),
  renameConstraint: ({ table: name, from, to }, model) =>
    changeTable(model, name, (table) => {
      const constraints: readonly (Part | undefined)[] = [
        table.primaryKey,
        ...table.uniques,
        ...table.checks,
        ...table.exclusions,
        ...table.foreignKeys,
      ];
      const existing = constraints.map((constraint) => constraint?.name);
      if (!existing.includes(from)) throw cannot('there is no such constraint');
      if (existing.includes(to)) throw cannot(`there is a constraint ${to} already`);
      const rename = <T extends Part>(part: T): T => (part.name === from ? { ...part, name: to } : part);
      return {
        ...table,
        ...(table.primaryKey === undefined ? {} : { primaryKey: rename(table.primaryKey) }),
        uniques: sorted(table.uniques.map(rename)),
        checks: sorted(table.checks.map(rename)),
        exclusions: sorted(table.exclusions.map(rename)),
        foreignKeys: sorted(table.foreignKeys.map(rename)),
      };
    }),
  renameIndex: ({ table: name, from, to }, model) =>
    changeIndexes(model, name, ({ indexes }) => {
      const existing = indexes.map((index) => index.name);
      if (!existing.includes(from)) throw cannot('there is no such index');
      if (existing.includes(to)) throw cannot(`there is an index ${to} already`);
      return sorted(indexes.map((index) => (index.name === from ? { ...index, name: to } : index)));
    }),
} satisfies Partial<OpHandlers<SchemaModel, [SchemaModel]>>;

/** The indexes of a table, or of a materialized view. */
function changeIndexes(
  model: SchemaModel,
  name: QualifiedName,
  change: (owner: Pick<Table, 'indexes'>) => readonly Index[],
): SchemaModel {
  const view = model.views.find((candidate) => isSameName(candidate, name));
  if (view === undefined) return changeTable(model, name, (table) => ({ ...table, indexes: change(table) }));
  if (!view.materialized) throw cannot('a view has no indexes unless it is materialized');
  return {
    ...model,
    views: model.views.map((other) => (other === view ? { ...other, indexes: change(other) } : other)),
  };
}

function add<K extends ListKey>(
  model: SchemaModel,
  name: QualifiedName,
  key: K,
  part: Table[K][number],
): SchemaModel {
  return changeTable(model, name, (table) => {
    const list: readonly Part[] = table[key];
    const isTaken =
      part.name === undefined
        ? list.some((other) => isSame(other, part))
        : list.some((other) => other.name === part.name);
    if (isTaken) throw cannot('there is one already');
    if ('columns' in part) requireColumns(table, part.columns);
    return { ...table, [key]: sorted([...list, part]) };
  });
}

/** By name; a constraint without one by what it is. */
function drop<K extends ListKey>(
  model: SchemaModel,
  name: QualifiedName,
  key: K,
  part: Table[K][number],
): SchemaModel {
  return changeTable(model, name, (table) => {
    const list: readonly Part[] = table[key];
    const found = list.find((other) =>
      part.name === undefined ? isSame(other, part) : other.name === part.name,
    );
    if (found === undefined) throw cannot('there is none');
    return { ...table, [key]: list.filter((other) => other !== found) };
  });
}

/** The table without the index that becomes a key of these columns; it must be one that can. */
function withoutUsedIndex(table: Table, key: PrimaryKey | Unique, usingIndex: string | undefined): Table {
  if (usingIndex === undefined) return table;
  const found = table.indexes.find(({ name }) => name === usingIndex);
  if (found === undefined) throw cannot(`there is no index ${usingIndex}`);
  if (!isSame(found, indexOfKey(key, usingIndex)))
    throw cannot(`the index ${usingIndex} is not a plain unique one over (${key.columns.join(', ')})`);
  return { ...table, indexes: table.indexes.filter((index) => index !== found) };
}

function requireColumns(table: Table, columns: readonly string[]): void {
  const missing = columns.find((name) => !table.columns.some((column) => column.name === name));
  if (missing !== undefined) throw cannot(`there is no column ${missing}`);
}

/** As models have them: by name, those without a name first. */
function sorted<T extends Part>(parts: readonly T[]): readonly T[] {
  return [...parts].sort(byText((part) => part.name ?? ''));
}
