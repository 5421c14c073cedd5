import { EventEmitter } from 'node:events';
import type { Client } from 'pg';
import type { Session } from '../../dialect/dialect';
import type { PlumblineError } from '../../errors/plumbline-error';
import { statementError } from './server-errors';
import { PostgresSession } from './session';

type Done = (error: undefined, connection: EventEmitter, release: () => void) => void;

/**
 * What TypeORM takes for the package `pg`: a pool whose only connection is that of the session. Values come as `pg`
 * reads them without the engine's settings, as TypeORM expects them.
 */
export function ormDriver(session: Session, check: (sql: string) => void): unknown {
  const client = clientOf(session);
  const { driverTypes: types } = asPostgres(session);
  const query = async (text: unknown, values?: readonly unknown[]): Promise<unknown> => {
    // A stream is handed over as it is; it reads and does not end a transaction.
    if (typeof text !== 'string') return client.query(text as never);
    check(text);
    return client.query({ text, types, ...(values === undefined ? {} : { values: [...values] }) });
  };
  const connection = Object.assign(new EventEmitter(), { query });
  class Pool extends EventEmitter {
    connect(done: Done): void {
      done(undefined, connection, () => undefined);
    }
    end(done: () => void): void {
      done();
    }
  }
  return { Pool };
}

export function ormError(session: Session, error: unknown, sql: string): PlumblineError {
  return statementError(error, asPostgres(session).target, sql);
}

function clientOf(session: Session): Client {
  return asPostgres(session).client();
}

function asPostgres(session: Session): PostgresSession {
  if (session instanceof PostgresSession) return session;
  throw new TypeError('The session was not opened by the PostgreSQL dialect.');
}
