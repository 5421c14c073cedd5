import { byText } from '../../kernel/ordering';
import type { Exclusion, ForeignKey, ReferentialAction, Table } from '../../model/schema';
import type { ActionCode, ConstraintRow, SchemaNames } from './catalogue-rows';
import { compact } from './compact';
import { stripOuterParentheses } from './scan';

/** What turns the numbers of a table's constraints into names. */
export interface ConstraintContext {
  readonly columnNames: ReadonlyMap<number, string>;
  readonly schemaNames: SchemaNames;
}

type Constraints = Pick<Table, 'primaryKey' | 'uniques' | 'checks' | 'exclusions' | 'foreignKeys'>;

/** `no action` is the default and is left out. */
const ACTIONS: { readonly [Code in ActionCode]: ReferentialAction | undefined } = {
  ' ': undefined,
  a: undefined,
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
};

/** The constraints of one table, each kind sorted by name. */
export function readConstraints(rows: readonly ConstraintRow[], context: ConstraintContext): Constraints {
  const sorted = [...rows].sort(byText((row) => row.name));
  const of = (kind: ConstraintRow['kind']) => sorted.filter((row) => row.kind === kind);
  const [key] = of('p');
  return {
    ...(key === undefined ? {} : { primaryKey: { name: key.name, columns: columnsOf(key, context) } }),
    uniques: of('u').map((row) =>
      compact({
        name: row.name,
        columns: columnsOf(row, context),
        deferrable: row.deferrable ?? undefined,
        nullsNotDistinct: row.nullsNotDistinct === true ? (true as const) : undefined,
      }),
    ),
    checks: of('c').map((row) =>
      compact({
        name: row.name,
        expression: stripOuterParentheses(row.expression ?? ''),
        notValid: row.notValid ? (true as const) : undefined,
      }),
    ),
    exclusions: of('x').map(readExclusion),
    foreignKeys: of('f').map((row) => readForeignKey(row, context)),
  };
}

function readExclusion(row: ConstraintRow): Exclusion {
  const definition = row.expression ?? '';
  return compact({
    name: row.name,
    expression: definition
      .replace(/^EXCLUDE /, '')
      .replace(row.deferrable === null ? '' : / DEFERRABLE(?: INITIALLY DEFERRED)?$/, ''),
    deferrable: row.deferrable ?? undefined,
  });
}

function readForeignKey(row: ConstraintRow, context: ConstraintContext): ForeignKey {
  return compact({
    name: row.name,
    columns: columnsOf(row, context),
    references: compact({
      schema: row.foreignSchema === null ? undefined : context.schemaNames.get(row.foreignSchema),
      table: row.foreignName ?? '',
      columns: row.foreignColumns ?? [],
    }),
    onDelete: ACTIONS[row.onDelete],
    onUpdate: ACTIONS[row.onUpdate],
    deferrable: row.deferrable ?? undefined,
    notValid: row.notValid ? (true as const) : undefined,
  });
}

function columnsOf(row: ConstraintRow, { columnNames }: ConstraintContext): readonly string[] {
  return (row.columns ?? []).flatMap((number) => columnNames.get(number) ?? []);
}
