import { isEnumRef, type Column, type DefaultValue, type EnumType } from '../../model/schema';
import type { AlterEnum, CreateEnum, DropEnum, EnumUse, Operation } from '../../operations/operation';
import { addCheck, addForeignKey, dropCheck, dropForeignKey } from './compile-constraints';
import { createIndex, dropIndex } from './compile-indexes';
import { renderDefault } from './defaults';
import { mapLabels } from './enum-labels';
import { normaliseColumn } from './normalise';
import { quote, quoteName, quoteText, truncateName } from './quoting';
import { renderType } from './types';

export function createEnum(op: CreateEnum): readonly string[] {
  return [createType(op.enum)];
}

export function dropEnum(op: DropEnum): readonly string[] {
  return [`DROP TYPE ${quoteName(op.enum)}`];
}

function createType(type: EnumType): string {
  return `CREATE TYPE ${quoteName(type)} AS ENUM (${type.values.map(quoteText).join(', ')})`;
}

/**
 * Changes the labels of an enum type (manual, ALTER TYPE). Labels are renamed and added in place where that is all:
 * neither touches a row. A label that is removed or moved takes a new type, and each column is converted to it.
 *
 * A label added in place cannot be used before the transaction commits (SQLSTATE 55P04), so where a later operation
 * of the revision does, or may, the type is made anew.
 *
 * @param later the operations that follow in the same revision
 */
export function alterEnum(op: AlterEnum, later: readonly Operation[]): readonly string[] {
  const renamed = renames(op);
  const current = op.from.map((label) => renamed.get(label) ?? label);
  const added = op.to.filter((label) => !current.includes(label));
  const isInPlace =
    isSubsequence(current, op.to) && !added.some((label) => later.some((next) => mayUse(next, label)));
  if (!isInPlace) return recreate(op);
  const type = quoteName(op.name);
  return [
    ...[...renamed].map(
      ([from, to]) => `ALTER TYPE ${type} RENAME VALUE ${quoteText(from)} TO ${quoteText(to)}`,
    ),
    ...addValues(type, current, op.to),
  ];
}

/** The labels that only change their name: the old one is gone, the new one was not there. */
function renames({ from, to, mapping = {} }: AlterEnum): ReadonlyMap<string, string> {
  const pairs = Object.entries(mapping).filter(
    ([old, label]) => from.includes(old) && !to.includes(old) && to.includes(label) && !from.includes(label),
  );
  // Two old labels that become one are not a rename.
  return new Map(pairs.filter(([, label]) => pairs.filter((pair) => pair[1] === label).length === 1));
}

function addValues(type: string, current: readonly string[], wanted: readonly string[]): readonly string[] {
  const statements: string[] = [];
  wanted.forEach((label, index) => {
    if (current.includes(label)) return;
    const before = wanted[index - 1];
    const after = wanted[index + 1];
    const place =
      before !== undefined
        ? ` AFTER ${quoteText(before)}`
        : after !== undefined && current.length > 0
          ? ` BEFORE ${quoteText(wanted.find((next) => current.includes(next)) ?? after)}`
          : '';
    statements.push(`ALTER TYPE ${type} ADD VALUE ${quoteText(label)}${place}`);
  });
  return statements;
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let index = 0;
  for (const value of whole) if (value === part[index]) index += 1;
  return index === part.length;
}

/** Whether an operation uses a label, as far as can be seen: code and SQL of the user's may use anything. */
function mayUse(op: Operation, label: string): boolean {
  if (op.kind === 'execute' || op.kind === 'run') return true;
  if (/^(?:drop|rename)/.test(op.kind)) return false;
  return mentions(op, label);
}

function mentions(value: unknown, label: string): boolean {
  if (typeof value === 'string') {
    return (
      value === label || value.includes(quoteText(label)) || (/^[{]/.test(value) && value.includes(label))
    );
  }
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((part) => mentions(part, label));
}

/** Puts a new type in the place of the old one and converts the columns, their rows and defaults. */
function recreate(op: AlterEnum): readonly string[] {
  const aside = { ...op.name, name: `${truncateName(op.name.name, 59)}_old` };
  return [
    `ALTER TYPE ${quoteName(op.name)} RENAME TO ${quote(aside.name)}`,
    createType({ ...op.name, values: op.to }),
    ...op.usedBy.flatMap(dropDependents),
    ...op.usedBy.map((use) => convert(use, op)),
    ...op.usedBy.flatMap(createDependents),
    `DROP TYPE ${quoteName(aside)}`,
  ];
}

/** Their expressions and keys compare labels of the old type, which no operator compares with the new one. */
function dropDependents({ table, indexes = [], checks = [], foreignKeys = [] }: EnumUse): readonly string[] {
  return [
    ...foreignKeys.flatMap((foreignKey) => dropForeignKey({ kind: 'dropForeignKey', table, foreignKey })),
    ...indexes.flatMap((index) => dropIndex({ kind: 'dropIndex', table, index })),
    ...checks.flatMap((check) => dropCheck({ kind: 'dropCheck', table, check })),
  ];
}

function createDependents({
  table,
  indexes = [],
  checks = [],
  foreignKeys = [],
}: EnumUse): readonly string[] {
  return [
    ...indexes.flatMap((index) => createIndex({ kind: 'createIndex', table, index })),
    ...checks.flatMap((check) => addCheck({ kind: 'addCheck', table, check })),
    ...foreignKeys.flatMap((foreignKey) => addForeignKey({ kind: 'addForeignKey', table, foreignKey })),
  ];
}

function convert({ table, column: given }: EnumUse, op: AlterEnum): string {
  const column = normaliseColumn(given);
  const alter = `ALTER COLUMN ${quote(column.name)}`;
  const restored = newDefault(column, op);
  const type = renderType({ ...(isEnumRef(column.type) ? column.type : {}), ...refTo(op) });
  const clauses = [
    ...(column.default === undefined ? [] : [`${alter} DROP DEFAULT`]),
    `${alter} TYPE ${type} USING ${conversion(column, op)}::${type}`,
    ...(restored === undefined ? [] : [`${alter} SET DEFAULT ${renderDefault(restored, column.type)}`]),
  ];
  return `ALTER TABLE ${quoteName(table)} ${clauses.join(', ')}`;
}

function refTo({ name: { name, schema } }: AlterEnum) {
  return schema === undefined ? { enum: name } : { enum: name, schema };
}

/** The column's labels as text, with the removed ones mapped. */
function conversion(column: Column, op: AlterEnum): string {
  const value = quote(column.name);
  const mapping = mappingOf(op);
  const isList = isEnumRef(column.type) && column.type.array === true;
  if (isList) return replaceInArray(`${value}::text[]`, mapping);
  if (mapping.length === 0) return `${value}::text`;
  const cases = mapping.map(([from, to]) => `WHEN ${quoteText(from)} THEN ${quoteText(to)}`);
  return `(CASE ${value}::text ${cases.join(' ')} ELSE ${value}::text END)`;
}

/** USING takes no subquery, so the labels are replaced one by one: by placeholders first where they cross. */
function replaceInArray(array: string, mapping: readonly (readonly [string, string])[]): string {
  const replace = (value: string, [from, to]: readonly [string, string]) =>
    `array_replace(${value}, ${quoteText(from)}, ${quoteText(to)})`;
  const isCrossed = mapping.some(([, to]) => mapping.some(([from]) => from === to));
  if (!isCrossed) return mapping.reduce(replace, array);
  const placeholder = (index: number) => `plumbline:label:${index}`;
  const marked = mapping.reduce((value, [from], index) => replace(value, [from, placeholder(index)]), array);
  return mapping.reduce((value, [, to], index) => replace(value, [placeholder(index), to]), marked);
}

function mappingOf({ from, mapping = {} }: AlterEnum): readonly (readonly [string, string])[] {
  return Object.entries(mapping).filter(([old, label]) => from.includes(old) && old !== label);
}

/** The default with its labels mapped; none where it is a label that is gone, which an alterColumn then sets anew. */
function newDefault(column: Column, op: AlterEnum): DefaultValue | undefined {
  const { default: value } = column;
  if (typeof value !== 'string') return value;
  const isList = isEnumRef(column.type) && column.type.array === true;
  return mapLabels(value, { mapping: new Map(mappingOf(op)), labels: op.to, isList });
}
