import type { Session } from '../../dialect/dialect';
import type { PlumblineError } from '../../errors/plumbline-error';
import { statementError } from './driver-errors';
import { asSqlite } from './session';

type Values = readonly unknown[];

/**
 * What TypeORM takes for the package `better-sqlite3`: a class whose objects all are the connection of the session.
 * Nothing that TypeORM sets on a new connection is set on this one: whether foreign keys are enforced is the run's to
 * say.
 */
export function ormDriver(session: Session, check: (sql: string) => void): unknown {
  const sqlite = asSqlite(session);
  sqlite.materialise();
  // TypeORM keeps statements; the session may have another connection when the next one runs.
  const prepare = (sql: string): unknown => {
    check(sql);
    const now = () => sqlite.connection().prepare(sql);
    return {
      reader: now().reader,
      all: (...values: Values) => now().all(...values),
      run: (...values: Values) => now().run(...values),
      iterate: (...values: Values) => now().iterate(...values),
    };
  };
  const exec = (sql: string): void => {
    check(sql);
    sqlite.connection().exec(sql);
  };
  const pragma = (text: string, options?: { readonly simple?: boolean }): unknown =>
    /^\w+\s*=/.test(text) ? undefined : sqlite.connection().pragma(text, options);
  return class {
    constructor() {
      return { prepare, exec, pragma, close: () => undefined } as unknown as this;
    }
  };
}

export function ormError(session: Session, error: unknown, sql: string): PlumblineError {
  return statementError(error, asSqlite(session).target, sql);
}
