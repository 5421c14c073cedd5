import { isSame } from '../../kernel/same';
import type { Column } from '../../model/schema';
import type { AlterColumn } from '../../operations/operation';
import { castExpression } from './casts';
import { columnComment } from './compile-columns';
import { changeGenerated } from './compile-generated';
import { counterOf, dropCounter, giveCounter, resizeSequence } from './compile-counters';
import { renderDefault } from './defaults';
import { normaliseColumn } from './normalise';
import { quote, quoteName } from './quoting';
import { renderType } from './types';

/**
 * ALTER COLUMN (manual, ALTER TABLE): the data stays where it is, whatever changes, but for the values of a generated
 * column, which are computed again. First goes what depends on the old type (a counter), then one ALTER TABLE with
 * all that PostgreSQL takes in one, then a new counter and the comment.
 */
export function alterColumn(op: AlterColumn): readonly string[] {
  const from = normaliseColumn(op.from);
  const to = normaliseColumn(op.to);
  const renamed =
    from.name === to.name
      ? []
      : [`ALTER TABLE ${quoteName(op.table)} RENAME COLUMN ${quote(from.name)} TO ${quote(to.name)}`];
  return [...renamed, ...alter(op, { ...from, name: to.name }, to)];
}

function alter(op: AlterColumn, from: Column, to: Column): readonly string[] {
  const { table } = op;
  const generated = changeGenerated(table, from, to);
  if (generated?.isComplete === true) return generated.statements;
  const [before, after] = [counterOf(from), counterOf(to)];
  const isCounterChanged = before !== after;
  const isSwitch = isCounterChanged && before?.kind === 'identity' && after?.kind === 'identity';
  const isReplaced = isCounterChanged && !isSwitch;
  const actions = [
    ...columnActions(op, from, to),
    ...(isSwitch ? [`SET GENERATED ${after.name.toUpperCase()}`] : []),
  ];
  const clauses = actions.map((action) => `ALTER COLUMN ${quote(to.name)} ${action}`);
  const isResized = !isReplaced && after?.kind === 'serial' && !isSame(from.type, to.type);
  return [
    ...(generated?.statements ?? []),
    ...(isReplaced && before ? dropCounter(table, to, before) : []),
    ...(clauses.length === 0 ? [] : [`ALTER TABLE ${quoteName(table)} ${clauses.join(', ')}`]),
    ...(isResized ? [resizeSequence(table, to)] : []),
    ...(isReplaced && after ? giveCounter(table, to, after) : []),
    ...(from.comment === to.comment ? [] : [columnComment(table, to)]),
  ];
}

/**
 * What one ALTER TABLE does. PostgreSQL drops defaults before it changes types and sets them after, in whatever order
 * they are written; they are written in that order all the same.
 */
function columnActions(op: AlterColumn, from: Column, to: Column): readonly string[] {
  const isRetyped = !isSame(from.type, to.type) || from.collation !== to.collation;
  // The old default may not be a value of the new type; it is set again after.
  const isDefaultDropped = from.default !== undefined && (isRetyped || to.default === undefined);
  const isDefaultSet = to.default !== undefined && (isDefaultDropped || !isSame(from.default, to.default));
  return [
    ...(isDefaultDropped ? ['DROP DEFAULT'] : []),
    ...(to.nullable === true && from.nullable !== true ? ['DROP NOT NULL'] : []),
    ...(isRetyped ? [typeAction(op, from, to)] : []),
    ...(isDefaultSet && to.default !== undefined
      ? [`SET DEFAULT ${renderDefault(to.default, to.type)}`]
      : []),
    ...(from.nullable === true && to.nullable !== true ? ['SET NOT NULL'] : []),
  ];
}

function typeAction(op: AlterColumn, from: Column, to: Column): string {
  // A generated column takes no USING: its values follow from its expression.
  const using =
    to.generated === undefined ? (op.using ?? castExpression(to.name, from.type, to.type)) : undefined;
  return [
    `TYPE ${renderType(to.type)}`,
    to.collation === undefined ? '' : ` COLLATE ${quote(to.collation)}`,
    using === undefined ? '' : ` USING ${using}`,
  ].join('');
}
