import type { LockTaken } from '../../dialect/effects';
import type { QualifiedName } from '../../model/schema';
import type { Blocked } from '../../operations/risk';

const ALL: readonly Blocked[] = ['reads', 'writes', 'schema changes'];
const WRITES: readonly Blocked[] = ['writes', 'schema changes'];
const SCHEMA: readonly Blocked[] = ['schema changes'];

/**
 * The lock modes of tables from weak to strong, with what waits for each (manual, 13.3.1 Table-Level Locks). The two weakest,
 * which reading takes, are left out: nothing waits for them but what would lock out everybody.
 */
const MODES = {
  'ROW EXCLUSIVE': SCHEMA,
  'SHARE UPDATE EXCLUSIVE': SCHEMA,
  SHARE: WRITES,
  'SHARE ROW EXCLUSIVE': WRITES,
  EXCLUSIVE: WRITES,
  'ACCESS EXCLUSIVE': ALL,
} as const satisfies Readonly<Record<string, readonly Blocked[]>>;

export type LockMode = keyof typeof MODES;

const ORDER = Object.keys(MODES);

export function isLockMode(text: string): text is LockMode {
  return Object.hasOwn(MODES, text);
}

export function lockOf(table: QualifiedName, mode: LockMode): LockTaken {
  return { table, mode, strength: ORDER.indexOf(mode), blocks: MODES[mode] };
}

/** The stronger one of two modes. */
export function stronger(a: LockMode, b: LockMode): LockMode {
  return ORDER.indexOf(a) < ORDER.indexOf(b) ? b : a;
}
