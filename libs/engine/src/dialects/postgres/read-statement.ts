import type { StatementEffects } from '../../dialect/effects';
import type { QualifiedName } from '../../model/schema';
import { alterTableEffects } from './alter-table-effects';
import { isLockMode, lockOf, type LockMode } from './lock-modes';
import { NAME, skeletons, type Skeleton } from './skeleton';

export const NO_EFFECTS: StatementEffects = { locks: [], rewrites: [], scans: [], isOpaque: false };
const OPAQUE: StatementEffects = { ...NO_EFFECTS, isOpaque: true };

type Reader = (names: readonly QualifiedName[], statement: Skeleton) => StatementEffects;

/** A mode on each table that the rule names. */
const takes =
  (mode: LockMode, what: Partial<Record<'rewrites' | 'scans', true>> = {}): Reader =>
  (names) => ({
    locks: names.map((name) => lockOf(name, mode)),
    rewrites: what.rewrites ? names : [],
    scans: what.scans ? names : [],
    isOpaque: false,
  });

const none: Reader = () => NO_EFFECTS;

/**
 * What can be told from the text of a statement, by its first words (manual, 13.3.1, and the pages of the commands).
 * In a rule, `<t>` is a table and `<ts>` a list of them. What no rule knows is not looked into.
 */
const RULES: readonly (readonly [RegExp, Reader])[] = (
  [
    [
      'CREATE (?:UNIQUE )?INDEX CONCURRENTLY .*?\\bON (?:ONLY )?<t>',
      takes('SHARE UPDATE EXCLUSIVE', { scans: true }),
    ],
    ['CREATE (?:UNIQUE )?INDEX .*?\\bON (?:ONLY )?<t>', takes('SHARE', { scans: true })],
    ['DROP TABLE (?:IF EXISTS )?<ts>', takes('ACCESS EXCLUSIVE')],
    ['TRUNCATE (?:TABLE )?(?:ONLY )?<ts>', takes('ACCESS EXCLUSIVE')],
    ['UPDATE (?:ONLY )?<t>', takes('ROW EXCLUSIVE', { scans: true })],
    ['DELETE FROM (?:ONLY )?<t>', takes('ROW EXCLUSIVE', { scans: true })],
    ['(?:INSERT|MERGE) INTO (?:ONLY )?<t>', takes('ROW EXCLUSIVE')],
    ['COPY <t>.* FROM', takes('ROW EXCLUSIVE')],
    ['COMMENT ON (?:TABLE|CONSTRAINT \\S+ ON|TRIGGER \\S+ ON) <t>', takes('SHARE UPDATE EXCLUSIVE')],
    ['COMMENT ON COLUMN <c>', takes('SHARE UPDATE EXCLUSIVE')],
    ['CREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER .*? ON <t>', takes('SHARE ROW EXCLUSIVE')],
    [
      '(?:DROP TRIGGER|DROP RULE|CREATE POLICY|ALTER POLICY|DROP POLICY) .*? ON <t>',
      takes('ACCESS EXCLUSIVE'),
    ],
    ['CREATE (?:OR REPLACE )?RULE .*? TO <t>', takes('ACCESS EXCLUSIVE')],
    ['REFRESH MATERIALIZED VIEW CONCURRENTLY <t>', takes('EXCLUSIVE', { rewrites: true })],
    ['REFRESH MATERIALIZED VIEW <t>', takes('ACCESS EXCLUSIVE', { rewrites: true })],
    ['REINDEX (?:\\(\\) )?TABLE CONCURRENTLY <t>', takes('SHARE UPDATE EXCLUSIVE', { scans: true })],
    ['REINDEX (?:\\(\\) )?TABLE <t>', takes('SHARE', { scans: true })],
    ['(?:VACUUM FULL|CLUSTER)(?: VERBOSE| ANALYZE)* <t>', takes('ACCESS EXCLUSIVE', { rewrites: true })],
    ['(?:ANALYZE|VACUUM)(?: VERBOSE| ANALYZE)* <t>', takes('SHARE UPDATE EXCLUSIVE')],
    ['LOCK (?:TABLE )?(?:ONLY )?<t>(?: IN (.*) MODE)?', lockTable],
    ['CREATE (?:UNLOGGED )?TABLE .*', createTable],
    // Which way rows are found is the planner's choice; nothing waits for a reader.
    ['SELECT\\b', none],
    ['(?:CREATE|DROP|ALTER) (?:TYPE|SCHEMA|SEQUENCE|EXTENSION|DOMAIN|COLLATION|ROLE|STATISTICS)\\b', none],
    ['CREATE (?:OR REPLACE )?(?:VIEW|FUNCTION|PROCEDURE|MATERIALIZED VIEW|AGGREGATE)\\b', none],
    ['DROP (?:FUNCTION|PROCEDURE|AGGREGATE)\\b', none],
    ['(?:DROP|ALTER) (?:MATERIALIZED )?VIEW (?:IF EXISTS )?<ts>', takes('ACCESS EXCLUSIVE')],
    // An index is renamed under a lock of its own; who uses the table notices nothing.
    ['ALTER INDEX .* RENAME TO', none],
    ['(?:SET|RESET|GRANT|REVOKE|COMMENT)\\b', none],
  ] as const
).map(([rule, reader]) => [pattern(rule), reader]);

function pattern(rule: string): RegExp {
  const column = `(${NAME})\\s?\\.\\s?(?:"\\d+"|[\\w$]+)`;
  return new RegExp(
    `^${rule.replace('<ts>', `(${NAME}(?: ?, ?${NAME})*)`).replace('<t>', `(${NAME})`).replace('<c>', column)}`,
  );
}

/** What the statements of a text do together. */
export function readStatements(sql: string): StatementEffects {
  return skeletons(sql).map(readOne).reduce(together, NO_EFFECTS);
}

function readOne(statement: Skeleton): StatementEffects {
  const altered = alterTableEffects(statement);
  if (altered !== undefined) return altered;
  for (const [rule, reader] of RULES) {
    const match = rule.exec(statement.flat);
    if (match === null) continue;
    const names = (match[1] ?? '').split(',').map((name) => name.trim());
    return reader(
      names.filter((name) => name !== '').map((name) => statement.nameOf(name)),
      statement,
    );
  }
  return OPAQUE;
}

export function together(a: StatementEffects, b: StatementEffects): StatementEffects {
  return {
    locks: [...a.locks, ...b.locks],
    rewrites: [...a.rewrites, ...b.rewrites],
    scans: [...a.scans, ...b.scans],
    isOpaque: a.isOpaque || b.isOpaque,
  };
}

/** The table is new and nobody waits for it; those that its foreign keys name are not. */
function createTable(_: readonly QualifiedName[], { text, nameOf }: Skeleton): StatementEffects {
  const targets = [...text.matchAll(new RegExp(`\\bREFERENCES (${NAME})`, 'g'))];
  const parent = new RegExp(`\\bPARTITION OF (${NAME})`).exec(text)?.[1];
  return {
    ...NO_EFFECTS,
    locks: [
      ...targets.map(([, target = '']) => lockOf(nameOf(target), 'SHARE ROW EXCLUSIVE')),
      ...(parent === undefined ? [] : [lockOf(nameOf(parent), 'ACCESS EXCLUSIVE')]),
    ],
  };
}

function lockTable(names: readonly QualifiedName[], { flat }: Skeleton): StatementEffects {
  const mode = / IN (.*) MODE/.exec(flat)?.[1] ?? 'ACCESS EXCLUSIVE';
  return isLockMode(mode)
    ? takes(mode)(names, { text: flat, flat, nameOf: (name) => ({ name }) })
    : NO_EFFECTS;
}
