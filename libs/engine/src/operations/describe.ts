import {
  displayName,
  isSqlText,
  type Column,
  type ColumnType,
  type DefaultValue,
  type NotValid,
  type TableOptions,
  type View,
} from '../model/schema';
import {
  DEFAULT_BATCH,
  dispatch,
  type AlterColumn,
  type AlterEnum,
  type Operation,
  type OpHandlers,
  type SetTableOptions,
} from './operation';

/** What an operation does, in one plain sentence without a full stop, for plans and reports. */
export function describeOperation(op: Operation): string {
  return dispatch(sentences, op);
}

const sentences = {
  createSchema: (op) => `create schema ${op.schema}`,
  dropSchema: (op) => `drop schema ${op.schema}`,
  createExtension: (op) => `create extension ${op.extension}`,
  dropExtension: (op) => `drop extension ${op.extension}`,
  createEnum: (op) => `create enum ${displayName(op.enum)} (${op.enum.values.join(', ')})`,
  dropEnum: (op) => `drop enum ${displayName(op.enum)}`,
  alterEnum: describeAlterEnum,
  createTable: (op) => `create table ${displayName(op.table)} (${count(op.table.columns.length, 'column')})`,
  dropTable: (op) => `drop table ${displayName(op.table)} (${count(op.table.columns.length, 'column')})`,
  renameTable: (op) => `rename table ${displayName(op.from)} to ${displayName(op.to)}`,
  setTableComment: (op) =>
    op.to === undefined
      ? `remove the comment of table ${displayName(op.table)}`
      : `comment table ${displayName(op.table)}: ${oneLine(op.to)}`,
  setTableOptions: (op) => `make table ${displayName(op.table)} ${describeOptions(op)}`,
  addColumn: (op) => `add column ${displayName(op.table)}.${op.column.name} (${describeColumn(op.column)})`,
  dropColumn: (op) => `drop column ${displayName(op.table)}.${op.column.name}`,
  alterColumn: describeAlterColumn,
  renameColumn: (op) => `rename column ${displayName(op.table)}.${op.from} to ${op.to}`,
  addPrimaryKey: (op) =>
    `add primary key${named(op.primaryKey)} to ${displayName(op.table)} ${columns(op.primaryKey)}${ofIndex(op)}`,
  dropPrimaryKey: (op) => `drop primary key${named(op.primaryKey)} of ${displayName(op.table)}`,
  addUnique: (op) =>
    `add unique${named(op.unique)} to ${displayName(op.table)} ${columns(op.unique)}${ofIndex(op)}`,
  dropUnique: (op) => `drop unique${named(op.unique)} of ${displayName(op.table)}`,
  addCheck: (op) =>
    `add check${named(op.check)} to ${displayName(op.table)}: ${oneLine(op.check.expression)}${unchecked(op.check)}`,
  dropCheck: (op) => `drop check${named(op.check)} of ${displayName(op.table)}`,
  addExclusion: (op) => `add exclusion ${op.exclusion.name} to ${displayName(op.table)}`,
  dropExclusion: (op) => `drop exclusion ${op.exclusion.name} of ${displayName(op.table)}`,
  addForeignKey: ({ table, foreignKey: key }) =>
    `add foreign key${named(key)} to ${displayName(table)} ${columns(key)} -> ` +
    `${displayName({ ...key.references, name: key.references.table })} ${columns(key.references)}${unchecked(key)}`,
  dropForeignKey: (op) => `drop foreign key${named(op.foreignKey)} of ${displayName(op.table)}`,
  validateConstraint: (op) => `validate constraint ${op.name} of ${displayName(op.table)}`,
  createIndex: ({ table, index, ...op }) =>
    `create ${index.unique ? 'unique ' : ''}index ${index.name} on ${displayName(table)} ` +
    `(${index.keys.map((key) => oneLine(typeof key === 'string' ? key : (key.column ?? key.expression ?? ''))).join(', ')})${concurrently(op)}`,
  dropIndex: (op) => `drop index ${op.index.name} of ${displayName(op.table)}${concurrently(op)}`,
  renameConstraint: (op) => `rename constraint ${op.from} of ${displayName(op.table)} to ${op.to}`,
  renameIndex: (op) => `rename index ${op.from} of ${displayName(op.table)} to ${op.to}`,
  bulkInsert: (op) => `insert ${count(op.rows.length, 'row')} into ${displayName(op.table)} ${columns(op)}`,
  backfill: ({ table, set, where, batchSize = DEFAULT_BATCH }) =>
    `fill ${Object.keys(set).join(', ')} of ${displayName(table)}` +
    `${where === undefined ? '' : ` where ${oneLine(where)}`}, ${batchSize} rows at a time`,
  autocommit: (op) => `outside of the transaction: ${op.operations.map(describeOperation).join('; ')}`,
  createView: ({ view }) => `create ${viewKind(view)} ${displayName(view)}: ${oneLine(view.definition)}`,
  dropView: ({ view }) => `drop ${viewKind(view)} ${displayName(view)}`,
  replaceView: (op) => `change view ${displayName(op.view)}: ${oneLine(op.to.definition)}`,
  execute: (op) => `run SQL: ${oneLine(op.sql)}`,
  run: (op) => `run code: ${op.name}`,
} satisfies OpHandlers<string>;

function viewKind({ materialized }: View): string {
  return materialized ? 'materialized view' : 'view';
}

function describeOptions({ from, to }: SetTableOptions): string {
  const words = (option: keyof TableOptions, yes: string, no: string) =>
    from[option] === to[option] ? [] : [to[option] ? yes : no];
  const changes = [
    ...words('withoutRowid', 'WITHOUT ROWID', 'a rowid table'),
    ...words('strict', 'STRICT', 'not STRICT'),
  ];
  return changes.length === 0 ? 'what it is' : changes.join(' and ');
}

/** A type as people say it: `varchar(255)`, `user_status[]`. */
export function describeType(type: ColumnType): string {
  if (typeof type === 'string') return type;
  const name = type.schema === undefined ? type.enum : `${type.schema}.${type.enum}`;
  return type.array ? `${name}[]` : name;
}

function describeColumn(column: Column): string {
  return Object.values(aspects(column, oneLine))
    .filter((aspect) => aspect !== '')
    .join(', ');
}

/**
 * What can be said of a column, each as a word or two; '' where there is nothing to say.
 *
 * @param shown what is shown of a text that may be long
 */
function aspects(column: Column, shown: (text: string) => string): Readonly<Record<string, string>> {
  return {
    type: describeType(column.type),
    nullable: column.nullable ? 'nullable' : 'not null',
    default: column.default === undefined ? '' : `default ${describeDefault(column.default, shown)}`,
    identity: column.identity === undefined ? '' : `identity ${column.identity}`,
    autoIncrement: column.autoIncrement ? 'auto-increment' : '',
    generated:
      column.generated === undefined
        ? ''
        : `generated ${column.generated.stored ? 'stored' : 'virtual'} ${shown(column.generated.expression)}`,
    collation: column.collation === undefined ? '' : `collation ${column.collation}`,
    comment: column.comment === undefined ? '' : `comment ${shown(column.comment)}`,
  };
}

const WITHOUT: Readonly<Record<string, string>> = {
  default: 'no default',
  identity: 'no identity',
  autoIncrement: 'no auto-increment',
  generated: 'not generated',
  collation: 'default collation',
  comment: 'no comment',
};

function describeAlterColumn({ table, from, to }: AlterColumn): string {
  const [before, after] = [aspects(from, oneLine), aspects(to, oneLine)];
  const [was, is] = [aspects(from, whole), aspects(to, whole)];
  const changes = Object.keys(after)
    .filter((aspect) => was[aspect] !== is[aspect])
    .map((aspect) => {
      const short = [before[aspect] || WITHOUT[aspect], after[aspect] || WITHOUT[aspect]] as const;
      const [old, now] = short[0] === short[1] ? whereTheyDiffer(was[aspect] ?? '', is[aspect] ?? '') : short;
      return `${old} -> ${now}`;
    });
  return `change ${displayName(table)}.${to.name}: ${changes.length === 0 ? 'nothing' : changes.join('; ')}`;
}

/** Two long texts from a little before the place where they part, with the white space that may be all of it. */
function whereTheyDiffer(before: string, after: string): readonly [string, string] {
  const [word = ''] = before.split(' ');
  const same = [...before].findIndex((_, at) => before[at] !== after[at]);
  const start = Math.max(word.length + 1, (same === -1 ? before.length : same) - 20);
  const part = (text: string): string => {
    const rest = text.slice(start).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
    return `${word} …${rest.length > 60 ? `${rest.slice(0, 59)}…` : rest}`;
  };
  return [part(before), part(after)];
}

function describeAlterEnum({ name, from, to, mapping = {} }: AlterEnum): string {
  const gone = from.filter((value) => !to.includes(value));
  const targets = Object.entries(mapping).map(([, value]) => value);
  const parts = [
    ...to.filter((value) => !from.includes(value) && !targets.includes(value)).map((value) => `add ${value}`),
    ...gone.map((value) => {
      const target = Object.hasOwn(mapping, value) ? mapping[value] : undefined;
      if (target === undefined) return `remove ${value}`;
      return from.includes(target)
        ? `remove ${value} (its rows become ${target})`
        : `rename ${value} to ${target}`;
    }),
  ];
  return `change enum ${displayName(name)}: ${parts.length === 0 ? 'reorder the values' : parts.join(', ')}`;
}

function describeDefault(value: DefaultValue, shown: (text: string) => string): string {
  return isSqlText(value)
    ? shown(value.sql)
    : typeof value === 'string'
      ? `'${shown(value)}'`
      : String(value);
}

function columns(of: { readonly columns: readonly string[] }): string {
  return `(${of.columns.join(', ')})`;
}

function named(of: { readonly name?: string }): string {
  return of.name === undefined ? '' : ` ${of.name}`;
}

function ofIndex({ usingIndex }: { readonly usingIndex?: string }): string {
  return usingIndex === undefined ? '' : `, which index ${usingIndex} becomes`;
}

function concurrently(op: { readonly concurrently?: true }): string {
  return op.concurrently ? ', concurrently' : '';
}

function unchecked(of: { readonly notValid?: NotValid }): string {
  return of.notValid === undefined ? '' : ' (not valid: rows that are there are not checked)';
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

function whole(text: string): string {
  return text;
}

/** White space as single spaces, cut to what a line holds. */
function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
