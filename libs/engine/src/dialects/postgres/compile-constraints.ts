import { PlumblineError } from '../../errors/plumbline-error';
import type {
  Check,
  Deferrable,
  Exclusion,
  ForeignKey,
  NotValid,
  PrimaryKey,
  QualifiedName,
  ReferentialAction,
  Unique,
} from '../../model/schema';
import type {
  AddCheck,
  AddExclusion,
  AddForeignKey,
  AddPrimaryKey,
  AddUnique,
  DropCheck,
  DropExclusion,
  DropForeignKey,
  DropPrimaryKey,
  DropUnique,
  RenameConstraint,
  ValidateConstraint,
} from '../../operations/operation';
import { defaultName, quote, quoteList, quoteName, truncateName } from './quoting';
import { stripOuterParentheses } from './scan';

// The definitions follow the manual's CREATE TABLE, under table_constraint. Without a name PostgreSQL gives one.

export function primaryKeyDefinition(key: PrimaryKey): string {
  return `${named(key.name)}PRIMARY KEY (${quoteList(key.columns)})`;
}

export function uniqueDefinition(unique: Unique): string {
  const nulls = unique.nullsNotDistinct === true ? ' NULLS NOT DISTINCT' : '';
  return `${named(unique.name)}UNIQUE${nulls} (${quoteList(unique.columns)})${deferrable(unique.deferrable)}`;
}

export function checkDefinition(check: Check): string {
  return `${named(check.name)}CHECK (${stripOuterParentheses(check.expression)})`;
}

export function exclusionDefinition(exclusion: Exclusion): string {
  return `${named(exclusion.name)}EXCLUDE ${exclusion.expression}${deferrable(exclusion.deferrable)}`;
}

export function foreignKeyDefinition(key: ForeignKey): string {
  const { schema, table, columns } = key.references;
  const target = quoteName(schema === undefined ? { name: table } : { schema, name: table });
  return [
    `${named(key.name)}FOREIGN KEY (${quoteList(key.columns)}) REFERENCES ${target} (${quoteList(columns)})`,
    action('ON DELETE', key.onDelete),
    action('ON UPDATE', key.onUpdate),
    deferrable(key.deferrable),
  ].join('');
}

function named(name: string | undefined): string {
  return name === undefined ? '' : `CONSTRAINT ${quote(name)} `;
}

function deferrable(value: Deferrable | undefined): string {
  return value === undefined ? '' : ` DEFERRABLE ${value.toUpperCase()}`;
}

function notValid(value: NotValid | undefined): string {
  return value === undefined ? '' : ' NOT VALID';
}

function action(event: string, value: ReferentialAction | undefined): string {
  return value === undefined || value === 'no action' ? '' : ` ${event} ${value.toUpperCase()}`;
}

export const addPrimaryKey = ({ table, primaryKey, usingIndex }: AddPrimaryKey) =>
  add(
    table,
    usingIndex === undefined
      ? primaryKeyDefinition(primaryKey)
      : `${named(primaryKey.name)}PRIMARY KEY USING INDEX ${quote(usingIndex)}`,
  );
export const addUnique = ({ table, unique, usingIndex }: AddUnique) =>
  add(
    table,
    usingIndex === undefined
      ? uniqueDefinition(unique)
      : `${named(unique.name)}UNIQUE USING INDEX ${quote(usingIndex)}${deferrable(unique.deferrable)}`,
  );
export const addCheck = (op: AddCheck) =>
  add(op.table, `${checkDefinition(op.check)}${notValid(op.check.notValid)}`);
export const addExclusion = (op: AddExclusion) => add(op.table, exclusionDefinition(op.exclusion));
export const addForeignKey = (op: AddForeignKey) =>
  add(op.table, `${foreignKeyDefinition(op.foreignKey)}${notValid(op.foreignKey.notValid)}`);

export const dropPrimaryKey = (op: DropPrimaryKey) =>
  drop(op.table, op.primaryKey.name ?? defaultName(op.table.name, [], 'pkey'));
export const dropUnique = (op: DropUnique) =>
  drop(op.table, op.unique.name ?? defaultName(op.table.name, op.unique.columns, 'key'));
export const dropExclusion = (op: DropExclusion) => drop(op.table, op.exclusion.name);
export const dropForeignKey = (op: DropForeignKey) =>
  drop(op.table, op.foreignKey.name ?? defaultName(op.table.name, op.foreignKey.columns, 'fkey'));

/** @throws PlumblineError `internal` for a check without a name: only the server knows what it called it */
export function dropCheck({ table, check }: DropCheck): readonly string[] {
  if (check.name === undefined) {
    throw new PlumblineError('internal', { message: `a check of ${table.name} has no name to drop it by` });
  }
  return drop(table, check.name);
}

export function validateConstraint({ table, name }: ValidateConstraint): readonly string[] {
  return [`ALTER TABLE ${quoteName(table)} VALIDATE CONSTRAINT ${quote(name)}`];
}

export function renameConstraint({ table, from, to }: RenameConstraint): readonly string[] {
  if (truncateName(from) === truncateName(to)) return [];
  return [`ALTER TABLE ${quoteName(table)} RENAME CONSTRAINT ${quote(from)} TO ${quote(to)}`];
}

function add(table: QualifiedName, definition: string): readonly string[] {
  return [`ALTER TABLE ${quoteName(table)} ADD ${definition}`];
}

function drop(table: QualifiedName, constraint: string): readonly string[] {
  return [`ALTER TABLE ${quoteName(table)} DROP CONSTRAINT ${quote(constraint)}`];
}
