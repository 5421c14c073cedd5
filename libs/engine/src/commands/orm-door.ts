import { driverFailure, openOrmSession, type OrmSession } from '../entities/orm-session';
import { isPlumblineError } from '../errors/plumbline-error';
import type { OrmDoor } from '../runner/orm-code';
import type { Database } from './database';
import { loadDataSource } from './load-data-source';
import type { Project } from './project';

/**
 * TypeORM with the data source of the configuration, on the session of the database. It is built when it is first asked
 * for, and has no connection of its own that would have to be closed.
 */
export function ormDoor(project: Project, database: Database): OrmDoor {
  const { dialect, session } = database;
  let check: (sql: string) => void;
  let opened: Promise<OrmSession> | undefined;
  const open = async (): Promise<OrmSession> =>
    openOrmSession(await loadDataSource(project, dialect.name), {
      resolveFrom: project.config.file,
      dialect: dialect.name,
      driver: dialect.ormDriver(session, (sql) => check(sql)),
      inTransaction: () => session.inTransaction(),
    });
  return {
    open: async (checkNow) => {
      check = checkNow;
      opened ??= open();
      return (await opened).access();
    },
    explain: (error) => {
      const failure = driverFailure(error);
      if (failure === undefined) return error;
      return isPlumblineError(failure.error)
        ? failure.error
        : dialect.ormError(session, failure.error, failure.sql);
    },
  };
}
