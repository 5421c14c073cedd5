import type { Column, QualifiedName } from '../../model/schema';
import type { AddColumn, DropColumn, RenameColumn } from '../../operations/operation';
import { renderDefault } from './defaults';
import { normaliseColumn } from './normalise';
import { quote, quoteName, quoteText } from './quoting';
import { stripOuterParentheses } from './scan';
import { renderType } from './types';

const SERIALS: Readonly<Record<string, string>> = {
  smallint: 'SMALLSERIAL',
  integer: 'SERIAL',
  bigint: 'BIGSERIAL',
};

/** A column as CREATE TABLE and ADD COLUMN take it (manual, CREATE TABLE, under column_constraint). */
export function columnDefinition(given: Column): string {
  const column = normaliseColumn(given);
  const serial = column.autoIncrement && typeof column.type === 'string' ? SERIALS[column.type] : undefined;
  return [
    quote(column.name),
    serial ?? renderType(column.type),
    column.collation === undefined ? undefined : `COLLATE ${quote(column.collation)}`,
    column.generated && renderGenerated(column.generated.expression, column.generated.stored),
    column.identity && `GENERATED ${column.identity.toUpperCase()} AS IDENTITY`,
    column.default === undefined ? undefined : `DEFAULT ${renderDefault(column.default, column.type)}`,
    column.nullable === true ? undefined : 'NOT NULL',
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}

function renderGenerated(expression: string, stored: boolean): string {
  return `GENERATED ALWAYS AS (${stripOuterParentheses(expression)}) ${stored ? 'STORED' : 'VIRTUAL'}`;
}

/** COMMENT ON COLUMN; without a comment it takes away the one there is. */
export function columnComment(table: QualifiedName, { name, comment }: Column): string {
  const text = comment === undefined ? 'NULL' : quoteText(comment);
  return `COMMENT ON COLUMN ${quoteName(table)}.${quote(name)} IS ${text}`;
}

export function addColumn({ table, column }: AddColumn): readonly string[] {
  return [
    `ALTER TABLE ${quoteName(table)} ADD COLUMN ${columnDefinition(column)}`,
    ...(column.comment === undefined ? [] : [columnComment(table, column)]),
  ];
}

export function dropColumn({ table, column }: DropColumn): readonly string[] {
  return [`ALTER TABLE ${quoteName(table)} DROP COLUMN ${quote(column.name)}`];
}

export function renameColumn({ table, from, to }: RenameColumn): readonly string[] {
  return [`ALTER TABLE ${quoteName(table)} RENAME COLUMN ${quote(from)} TO ${quote(to)}`];
}
