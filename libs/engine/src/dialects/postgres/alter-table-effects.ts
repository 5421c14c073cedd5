import type { StatementEffects } from '../../dialect/effects';
import { lockOf, stronger, type LockMode } from './lock-modes';
import { NAME, type Skeleton } from './skeleton';

const ALTER = new RegExp(`^ALTER (?:FOREIGN )?TABLE (?:IF EXISTS )?(?:ONLY )?(${NAME}) (.*)$`);

/** What one action of ALTER TABLE takes, in the order in which they are tried (`AlterTableGetLockLevel` in tablecmds.c). */
const LOCKS: readonly (readonly [RegExp, LockMode])[] = [
  [/^VALIDATE CONSTRAINT/, 'SHARE UPDATE EXCLUSIVE'],
  [/^ALTER (?:COLUMN )?\S+ SET STATISTICS/, 'SHARE UPDATE EXCLUSIVE'],
  [/^ALTER (?:COLUMN )?\S+ (?:SET|RESET) \(/, 'SHARE UPDATE EXCLUSIVE'],
  [/^(?:SET|RESET) \(/, 'SHARE UPDATE EXCLUSIVE'],
  [/^(?:CLUSTER ON|SET WITHOUT CLUSTER)/, 'SHARE UPDATE EXCLUSIVE'],
  [/^ATTACH PARTITION/, 'SHARE UPDATE EXCLUSIVE'],
  [/^DETACH PARTITION .* CONCURRENTLY$/, 'SHARE UPDATE EXCLUSIVE'],
  [/^(?:ENABLE|DISABLE) (?:ALWAYS |REPLICA )?TRIGGER/, 'SHARE ROW EXCLUSIVE'],
  [/^ADD (?:CONSTRAINT \S+ )?FOREIGN KEY/, 'SHARE ROW EXCLUSIVE'],
];

const SCANS: readonly RegExp[] = [
  /^VALIDATE CONSTRAINT/,
  /^ALTER (?:COLUMN )?\S+ SET NOT NULL/,
  /^ADD (?:CONSTRAINT \S+ )?(?:CHECK|FOREIGN KEY|NOT NULL)(?!.*\bNOT VALID\b)/,
  /^ADD (?:CONSTRAINT \S+ )?(?:UNIQUE|PRIMARY KEY|EXCLUDE)(?!.*\bUSING INDEX\b)/,
  // The index of a constraint, or the check itself, comes with the column.
  /^ADD (?!CONSTRAINT ).*\b(?:UNIQUE|PRIMARY KEY|CHECK)\b/,
];
const CHECKED_KEY: readonly RegExp[] = [/^ADD (?:CONSTRAINT \S+ )?FOREIGN KEY(?!.*\bNOT VALID\b)/];

/** A default that is the same for all rows is not written into them (manual, ALTER TABLE, Notes). */
const VOLATILE_DEFAULT =
  /\bDEFAULT (?!NOW ?\(|(?:TRANSACTION|STATEMENT)_TIMESTAMP ?\()"?[\w$".]+ ?\(|\bDEFAULT \(/;

const REWRITES: readonly RegExp[] = [
  /^ALTER (?:COLUMN )?\S+ (?:SET DATA )?TYPE\b/,
  /^ALTER (?:COLUMN )?\S+ SET EXPRESSION/,
  /^ADD .*\b(?:SMALLSERIAL|SERIAL|BIGSERIAL|SERIAL[248])\b/,
  /^ADD .*\bGENERATED (?:ALWAYS|BY DEFAULT) AS IDENTITY\b/,
  /^ADD .*\bGENERATED ALWAYS AS \(\) STORED\b/,
  /^SET (?:LOGGED|UNLOGGED|ACCESS METHOD|TABLESPACE)\b/,
];

const REFERENCES = new RegExp(`\\bREFERENCES (${NAME})`, 'g');
const PARTITION = new RegExp(`^(?:ATTACH|DETACH) PARTITION (${NAME})`);

/** What an ALTER TABLE does to its table and to those it names; `undefined` for any other statement. */
export function alterTableEffects({ flat, nameOf }: Skeleton): StatementEffects | undefined {
  const [, name, rest] = ALTER.exec(flat) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  const table = nameOf(name);
  const actions = rest.split(',').map((action) => action.trim());
  const mode = actions.map(modeOf).reduce(stronger);
  const others = [...flat.matchAll(REFERENCES)].map(([, target = '']) => nameOf(target));
  const partitions = actions.flatMap((action) => {
    const partition = PARTITION.exec(action)?.[1];
    return partition === undefined ? [] : [nameOf(partition)];
  });
  const has = (rules: readonly RegExp[]): boolean =>
    actions.some((action) => rules.some((rule) => rule.test(action)));
  const isRewritten = has(REWRITES) || actions.some((one) => /^ADD /.test(one) && VOLATILE_DEFAULT.test(one));
  return {
    locks: [
      lockOf(table, mode),
      ...others.map((other) => lockOf(other, 'SHARE ROW EXCLUSIVE')),
      ...partitions.map((partition) => lockOf(partition, 'ACCESS EXCLUSIVE')),
    ],
    rewrites: isRewritten ? [table] : [],
    scans: [
      ...(has(SCANS) ? [table] : []),
      // Every row is looked for in the other table too.
      ...(has(CHECKED_KEY) ? others : []),
      ...partitions.filter((_, index) => actions[index]?.startsWith('ATTACH')),
    ],
    isOpaque: false,
  };
}

function modeOf(action: string): LockMode {
  return LOCKS.find(([rule]) => rule.test(action))?.[1] ?? 'ACCESS EXCLUSIVE';
}
