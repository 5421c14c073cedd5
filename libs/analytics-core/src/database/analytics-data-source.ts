import { DataSource, type DataSourceOptions } from 'typeorm';
import { observePool, type PoolState } from './pool-state';
import { adaptColumns, type AnalyticsDialect } from './portable-columns';

/** The last build of metadata; the registered columns can be those of one database at a time. */
let building: Promise<void> = Promise.resolve();

/** gen_random_uuid() is PostgreSQL's own; nothing has to be installed for it. */
const POSTGRES_DEFAULTS = { uuidExtension: 'pgcrypto', installExtensions: false } as const;

/**
 * A data source of the analytics entities, which are written once for both databases: the columns that differ
 * are adapted just before TypeORM reads them. Data sources of both databases live side by side in one process.
 */
export class AnalyticsDataSource extends DataSource {
  private readPool: (() => PoolState) | undefined;

  constructor(options: DataSourceOptions) {
    super(options.type === 'postgres' ? { ...POSTGRES_DEFAULTS, ...options } : options);
  }

  /** Which of the two databases this is. */
  get dialect(): AnalyticsDialect {
    return this.options.type === 'postgres' ? 'postgres' : 'sqlite';
  }

  /** The connections of the pool; none where there is no pool (SQLite), or while it is not connected. */
  get pool(): PoolState | undefined {
    return this.isInitialized ? this.readPool?.() : undefined;
  }

  override async initialize(): Promise<this> {
    await super.initialize();
    this.readPool = observePool(this);
    return this;
  }

  protected override buildMetadatas(): Promise<void> {
    const build = building.then(() => {
      adaptColumns(this.dialect);
      return super.buildMetadatas();
    });
    building = build.catch(() => undefined);
    return build;
  }
}
