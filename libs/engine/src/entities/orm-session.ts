import type { EntityManager, QueryRunner } from 'typeorm';
import type { DialectName } from '../config/database-url';
import {
  bindActiveRecords,
  keepActiveRecords,
  newDataSource,
  refusal,
  type ReadEntitiesOptions,
} from './build-data-source';
import { TERMS } from './terms';

/** What TypeORM has for the code of a revision. */
export interface OrmAccess {
  /** TypeORM's EntityManager on the connection and in the transaction of the revision. */
  readonly manager: EntityManager;
  /** TypeORM's QueryRunner on the same; to begin a transaction on it makes a savepoint. */
  readonly queryRunner: QueryRunner;
}

declare module '../operations/operation' {
  interface RunContext {
    readonly manager: OrmAccess['manager'];
    readonly queryRunner: OrmAccess['queryRunner'];
  }
}

/** What code has until it ends. */
export interface HeldOrmAccess extends OrmAccess {
  release(): Promise<void>;
}

/** A data source of TypeORM that has no connection but that of the engine's session. */
export interface OrmSession {
  /**
   * A query runner of its own for some code; where the session is in a transaction, TypeORM cannot end it. Active
   * records are on the session until it is released.
   */
  access(): HeldOrmAccess;
}

export interface OrmOptions extends ReadEntitiesOptions {
  readonly dialect: DialectName;
  /** What takes the place of the driver's package; see `Dialect.ormDriver`. */
  readonly driver: unknown;
  /** Whether a transaction is open on the session now. */
  readonly inTransaction: () => boolean;
}

interface Connectable {
  readonly entityMetadatas: readonly { readonly target: unknown }[];
  initialize(): Promise<unknown>;
  createQueryRunner(mode?: string): QueryRunner;
}

/**
 * Connects the entities of a data source through a connection that is open. Every query runner of it is on that
 * connection, also those that TypeORM makes for itself; nothing is created, synchronised or installed.
 *
 * @throws PlumblineError `invalid-data-source`, `typeorm-missing`, `driver-missing`, `no-entity-files`,
 *   `entities-refused`
 */
export async function openOrmSession(
  source: unknown,
  { resolveFrom, dialect, driver, inTransaction }: OrmOptions,
): Promise<OrmSession> {
  const terms = TERMS[dialect];
  const replaced = { ...terms.connectedOptions, type: terms.dataSourceTypes[0], driver };
  try {
    const made = await newDataSource(source, terms, { resolveFrom, replaced });
    const built = made as unknown as Connectable;
    const create = built.createQueryRunner.bind(built);
    // For TypeORM the transaction is its own, one level deep: what it begins in it is a savepoint.
    built.createQueryRunner = (mode) =>
      Object.assign(create(mode), {
        isTransactionActive: inTransaction(),
        transactionDepth: inTransaction() ? 1 : 0,
      });
    await built.initialize();
    return {
      access: () => {
        bindActiveRecords(built);
        const queryRunner = built.createQueryRunner();
        const release = async (): Promise<void> => {
          await queryRunner.release();
          keepActiveRecords(source);
        };
        return { queryRunner, manager: queryRunner.manager, release };
      },
    };
  } catch (cause) {
    throw refusal(cause, terms);
  } finally {
    keepActiveRecords(source);
  }
}

/** The driver's own error and the statement, of an error in which TypeORM has wrapped it. */
export function driverFailure(error: unknown): { readonly error: unknown; readonly sql: string } | undefined {
  if (!(error instanceof Error) || !('driverError' in error) || !('query' in error)) return undefined;
  return { error: error.driverError, sql: String(error.query) };
}
