import type { RunContext as CodeContext, Run } from '../operations/operation';

type Orm = Pick<CodeContext, 'manager' | 'queryRunner'>;
type Plain = Omit<CodeContext, keyof Orm>;

/** TypeORM on the session of a run. */
export interface OrmDoor {
  /**
   * A query runner and a manager for some code, until they are released; TypeORM is loaded by the first call.
   *
   * @param check told each statement before it runs
   */
  open(check: (sql: string) => void): Promise<Orm & { release(): Promise<void> }>;
  /** An error that TypeORM threw, as the session would have thrown it; any other as it is. */
  explain(error: unknown): unknown;
}

/** Ends the first call of code that looks at what is not there yet. */
class NotLoaded extends Error {
  override readonly message =
    'manager and queryRunner are there for code that takes them in its parameter list: async ({ manager }) => …';
}

/**
 * Calls the code of `op.run`. TypeORM is loaded for code that takes `manager` or `queryRunner` in its parameter list, and
 * for no other: the first look at either ends the call before anything of the code has run, and the code is called
 * again with both.
 *
 * @throws whatever the code throws, and what opening throws
 */
export async function callCode(
  { action }: Run,
  plain: Plain,
  door: OrmDoor,
  check: (sql: string) => void,
): Promise<void> {
  if (!(await asksForOrm(action, plain))) return;
  const { release, ...orm } = await door.open(check);
  try {
    await action({ ...plain, ...orm });
  } catch (error) {
    throw door.explain(error);
  } finally {
    await release();
  }
}

/** Runs code that asks for nothing of TypeORM; for other code nothing has run when this returns true. */
async function asksForOrm(action: Run['action'], plain: Plain): Promise<boolean> {
  let isWanted = false;
  let hasBegun = false;
  const refuse = (): never => {
    isWanted = true;
    throw new NotLoaded();
  };
  const context: CodeContext = {
    dialect: plain.dialect,
    query: (sql, parameters) => {
      hasBegun = true;
      return plain.query(sql, parameters);
    },
    get manager() {
      return refuse();
    },
    get queryRunner() {
      return refuse();
    },
  };
  try {
    await action(context);
  } catch (error) {
    if (!isWanted || hasBegun) throw error;
  }
  if (isWanted && hasBegun) throw new NotLoaded();
  return isWanted;
}
