import { isSame } from '../../kernel/same';
import type { Column } from '../../model/schema';
import type { AlterColumn } from '../../operations/operation';
import type { ColumnDdl, ConstraintDdl } from './constraint-ddl';
import { normaliseColumn } from './normalise';
import { isSameIdentifier, quote } from './quoting';
import { renderCollation, renderValue } from './render-table';
import { parseTable, type TableDdl } from './table-ddl';
import { insertAt, removeSpan, replaceSpan } from './text-edit';

/** Changes the text of one aspect of a column; the column is looked up anew, for each change moves what follows. */
type Aspect = (text: string, column: ColumnDdl, to: Column) => string;

/**
 * Changes of a column's definition only what differs between the two columns: its type, whether it may be NULL, its
 * default or generated expression, its collation, AUTOINCREMENT, its name. Everything else in it stays as written.
 */
export function editColumn(ddl: TableDdl, column: ColumnDdl, op: AlterColumn): string {
  const from = normaliseColumn(op.from);
  const to = normaliseColumn(op.to);
  const aspects: readonly (readonly [boolean, Aspect])[] = [
    [from.type !== to.type, setType],
    [from.collation !== to.collation, setCollation],
    [from.nullable !== to.nullable, setNullable],
    [!isSame([from.default, from.generated], [to.default, to.generated]), setValue],
    [from.autoIncrement !== to.autoIncrement, setAutoIncrement],
    [from.name !== to.name, setName],
  ];
  return aspects
    .filter(([differs]) => differs)
    .reduce((text, [, change]) => change(text, again(text, column.name), op.to), ddl.text);
}

function again(text: string, name: string): ColumnDdl {
  const column = parseTable(text).columns.find((one) => isSameIdentifier(one.name, name));
  if (column === undefined) throw new TypeError(`The column ${name} was lost from the text of its table.`);
  return column;
}

const setType: Aspect = (text, { typeSpan }, to) => {
  const type = typeof to.type === 'string' ? to.type : 'varchar';
  return typeSpan.start === typeSpan.end
    ? insertAt(text, typeSpan.start, type)
    : replaceSpan(text, typeSpan, type);
};

const setCollation: Aspect = (text, column, to) => {
  const { collation } = normaliseColumn(to);
  return setClause(text, column, ['collate'], collation === undefined ? '' : renderCollation(collation));
};

const setNullable: Aspect = (text, column, to) =>
  setClause(text, column, ['notNull', 'null'], to.nullable ? '' : 'NOT NULL');

const setValue: Aspect = (text, column, to) =>
  setClause(text, column, ['default', 'generated'], renderValue(to));

const setName: Aspect = (text, { nameSpan }, to) => replaceSpan(text, nameSpan, quote(to.name));

/** Where the column has no key with it, the key that is still to come brings the word. */
const setAutoIncrement: Aspect = (text, column, to) => {
  const key = column.constraints.find((c) => c.kind === 'primaryKey');
  if (key === undefined) return text;
  if (to.autoIncrement) return insertAt(text, key.end, 'AUTOINCREMENT');
  return replaceSpan(text, key, text.slice(key.start, key.end).replace(/\s+AUTOINCREMENT$/i, ''));
};

/** Replaces the first clause of these kinds, takes the others out, or adds the clause at the end. */
function setClause(
  text: string,
  column: ColumnDdl,
  kinds: readonly ConstraintDdl['kind'][],
  clause: string,
): string {
  const [first, ...others] = column.constraints.filter(({ kind }) => kinds.includes(kind));
  const rest = others.reduceRight((edited, other) => removeSpan(edited, other), text);
  if (first === undefined) return clause === '' ? rest : insertAt(rest, column.end, clause);
  return clause === '' ? removeSpan(rest, first) : replaceSpan(rest, first, clause);
}
