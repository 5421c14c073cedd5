import { setTimeout as sleep } from 'node:timers/promises';
import type { Limits, Session } from '../../dialect/dialect';
import { leadingWords, type SqlStatement } from '../../dialect/sql-statements';
import { PlumblineError } from '../../errors/plumbline-error';
import { concurrentBuild, isConcurrent, type ConcurrentBuild } from './outside';
import { quote, quoteName, truncateName } from './quoting';
import { sqlStateFrom } from './server-errors';
import { statementsOf } from './tokens';
import { withLimits } from './transaction';

/** Milliseconds between two looks at an index that another process still builds. */
const POLL = 250;
/** SQLSTATEs that say that an object is there already: of a type, a relation, a schema, a database, a function. */
const PRESENT = ['42710', '42P07', '42P06', '42P04', '42723'];
/** SQLSTATEs that say that an object is not there. */
const ABSENT = ['42704', '42P01', '3D000', '3F000'];

/** {@link Dialect.runOutside} */
export async function runOutside(
  session: Session,
  sql: string,
  { limits, isRepeated }: { readonly limits: Limits; readonly isRepeated: boolean },
): Promise<void> {
  const [statement = []] = statementsOf(sql);
  const build = concurrentBuild(statement);
  // Who waits for old transactions to end holds no lock that others wait for: only the whole time is limited.
  const own = isConcurrent(statement) ? { ...limits, lock: 0 } : limits;
  await withLimits(session, own, async () => {
    if (build !== undefined && (await clearTheWay(session, build)) === 'valid' && isRepeated) return;
    try {
      await session.query(sql);
    } catch (error) {
      if (!(isRepeated && wasDone(statement, error))) throw error;
    }
    if (build !== undefined) await assertValid(session, build);
  });
}

/** Whether the error of a statement that is run again says that it was done the first time. */
function wasDone(statement: SqlStatement, error: unknown): boolean {
  const [verb = ''] = leadingWords(statement, 1);
  const state = sqlStateFrom(error) ?? '';
  return verb === 'DROP' ? ABSENT.includes(state) : verb === 'CREATE' && PRESENT.includes(state);
}

interface IndexState {
  readonly schema: string;
  readonly valid: boolean;
  readonly building: boolean;
}

/**
 * Drops an INVALID index of the name that is to be built, as a build leaves it that failed: IF NOT EXISTS would take it
 * for the index. One that a process still builds, whose client may be gone, is waited for.
 */
async function clearTheWay(session: Session, build: ConcurrentBuild): Promise<'absent' | 'valid'> {
  for (;;) {
    const state = await readIndex(session, build);
    if (state === undefined || build.index === undefined) return 'absent';
    if (state.valid) return 'valid';
    if (state.building) await sleep(POLL);
    else {
      const name = quoteName({ schema: state.schema, name: truncateName(build.index) });
      await session.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
    }
  }
}

async function assertValid(session: Session, build: ConcurrentBuild): Promise<void> {
  const { index = '', table } = build;
  const state = await readIndex(session, build);
  if (state?.valid !== true) throw new PlumblineError('invalid-index', { index: quote(index), table });
}

/** The index of that name on that table. A partitioned index is invalid until all its parts are there: not one of ours. */
async function readIndex(
  session: Session,
  { index, table }: ConcurrentBuild,
): Promise<IndexState | undefined> {
  const [row] = await session.query<IndexState>(
    `SELECT n.nspname AS schema, i.indisvalid AND i.indisready AS valid,
            EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid) AS building
       FROM pg_catalog.pg_index i
       JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid AND c.relkind = 'i'
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname = $1 AND i.indrelid = pg_catalog.to_regclass($2)`,
    [truncateName(index ?? ''), table],
  );
  return row;
}
