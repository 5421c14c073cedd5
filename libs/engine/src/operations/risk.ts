import type { DialectName } from '../model/dialect-name';
import { dispatch, type Operation, type OpHandlers } from './operation';
import { postgresRisks } from './risk-postgres';
import { sqliteRisks } from './risk-sqlite';

/**
 * What an operation costs those who use the database, judged from the operation alone: how large a table is, and
 * whether anybody uses it, no one can tell from here.
 *
 * - `safe`: nobody notices, but for a lock that is held for an instant
 * - `lock`: reads or writes wait while something is built or checked
 * - `rewrite`: every row is written again, under the strongest lock
 * - `data loss`: what is stored is gone, or can be
 */
export type RiskLevel = 'safe' | 'lock' | 'rewrite' | 'data loss';

/** What waits for a lock. `schema changes` are other DDL and maintenance. */
export type Blocked = 'reads' | 'writes' | 'schema changes';

export interface Risk {
  readonly level: RiskLevel;
  /** A sentence without a full stop; absent where it is safe and there is nothing to say. */
  readonly reason?: string;
}

/** What each dialect says of each kind; a block is as bad as the worst within. */
export type RiskHandlers = Omit<OpHandlers<Risk>, 'autocommit'>;

const RISKS: { readonly [D in DialectName]: RiskHandlers } = {
  postgres: postgresRisks,
  sqlite: sqliteRisks,
};

/** The risk of one operation on a table that is there and has rows. */
export function riskOf(op: Operation, dialect: DialectName = 'postgres'): Risk {
  const own = RISKS[dialect];
  return dispatch<Risk, []>(
    { ...own, autocommit: ({ operations }) => worst(operations.map((inner) => riskOf(inner, dialect))) },
    op,
  );
}

const LEVELS: readonly RiskLevel[] = ['safe', 'lock', 'rewrite', 'data loss'];

/** The first of the highest level. */
export function worst(risks: readonly Risk[]): Risk {
  return risks.reduce(
    (found, risk) => (LEVELS.indexOf(risk.level) > LEVELS.indexOf(found.level) ? risk : found),
    { level: 'safe' },
  );
}
