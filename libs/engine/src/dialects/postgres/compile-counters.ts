import type { Column, QualifiedName } from '../../model/schema';
import { defaultName, quote, quoteCode, quoteName, quoteText } from './quoting';
import { renderType } from './types';

/** What gives a column its numbers: an owned sequence by its default, or an identity. */
export type Counter =
  { readonly kind: 'serial' } | { readonly kind: 'identity'; readonly name: 'always' | 'by default' };

const SERIAL: Counter = { kind: 'serial' };
const ALWAYS: Counter = { kind: 'identity', name: 'always' };
const BY_DEFAULT: Counter = { kind: 'identity', name: 'by default' };

/** Equal counters are the same object. */
export function counterOf(column: Column): Counter | undefined {
  if (column.autoIncrement === true) return SERIAL;
  if (column.identity === undefined) return undefined;
  return column.identity === 'always' ? ALWAYS : BY_DEFAULT;
}

/** Takes the counter away, with its sequence. */
export function dropCounter(table: QualifiedName, column: Column, counter: Counter): readonly string[] {
  const alter = `ALTER TABLE ${quoteName(table)} ALTER COLUMN ${quote(column.name)}`;
  if (counter.kind === 'identity') return [`${alter} DROP IDENTITY`];
  // Its name is the server's to tell: the table may have been renamed since.
  return [`${alter} DROP DEFAULT`, onSequence(table, column, 'DROP SEQUENCE %s')];
}

/** Gives a counter that goes on after the largest value there is. */
export function giveCounter(table: QualifiedName, column: Column, counter: Counter): readonly string[] {
  const alter = `ALTER TABLE ${quoteName(table)} ALTER COLUMN ${quote(column.name)}`;
  if (counter.kind === 'identity') {
    return [`${alter} ADD GENERATED ${counter.name.toUpperCase()} AS IDENTITY`, goOn(table, column)];
  }
  const name = defaultName(table.name, [column.name], 'seq');
  const sequence = quoteName(table.schema === undefined ? { name } : { schema: table.schema, name });
  const owner = `${quoteName(table)}.${quote(column.name)}`;
  return [
    `CREATE SEQUENCE ${sequence} AS ${renderType(column.type)} OWNED BY ${owner}`,
    `${alter} SET DEFAULT nextval(${quoteText(sequence)}::regclass)`,
    goOn(table, column),
  ];
}

/** The sequence of a serial keeps its own type, and its limit, when the column's changes. */
export function resizeSequence(table: QualifiedName, column: Column): string {
  return onSequence(table, column, `ALTER SEQUENCE %s AS ${renderType(column.type)}`);
}

function goOn(table: QualifiedName, column: Column): string {
  const next = `greatest(coalesce(max(${quote(column.name)}), 0) + 1, 1)`;
  return `SELECT setval(${sequenceOf(table, column)}, ${next}, false) FROM ${quoteName(table)}`;
}

/** @param statement a format whose `%s` is the sequence that the column owns */
function onSequence(table: QualifiedName, column: Column, statement: string): string {
  const format = `format(${quoteText(statement)}, ${sequenceOf(table, column)})`;
  return `DO ${quoteCode(`BEGIN EXECUTE ${format}; END`)}`;
}

function sequenceOf(table: QualifiedName, column: Column): string {
  return `pg_get_serial_sequence(${quoteText(quoteName(table))}, ${quoteText(column.name)})`;
}
