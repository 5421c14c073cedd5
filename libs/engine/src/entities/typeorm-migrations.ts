import { compareText } from '../kernel/ordering';

/** A class of the user's that changes a schema through TypeORM. */
export interface TypeormMigration {
  /** As TypeORM records it. */
  readonly name: string;
  /** Milliseconds since 1970: the thirteen digits at the end of the name. */
  readonly timestamp: number;
  /** The file, absolute, and the name under which it exports the class. */
  readonly file: string;
  readonly exportName: string;
  /** False where the class says that it runs without a transaction. */
  readonly transaction: boolean;
}

/**
 * The migrations that a module exports. As TypeORM does, every class is one that is exported; here it must have `up` and
 * `down`.
 */
export function migrationsIn(file: string, exported: unknown): readonly TypeormMigration[] {
  if (typeof exported !== 'object' || exported === null) return [];
  const seen = new Set<unknown>();
  return Object.entries(exported).flatMap(([exportName, value]: [string, unknown]) => {
    if (!isMigrationClass(value) || seen.has(value)) return [];
    seen.add(value);
    const { name = value.name, transaction } = new value();
    const timestamp = Number.parseInt(name.slice(-13), 10);
    return [{ name, timestamp, file, exportName, transaction: transaction !== false }];
  });
}

/** In the order in which TypeORM runs them. */
export function inOrder(migrations: readonly TypeormMigration[]): readonly TypeormMigration[] {
  return [...migrations].sort((a, b) => a.timestamp - b.timestamp || compareText(a.name, b.name));
}

/** What a data source says of its migrations. */
export interface MigrationSettings {
  /** Files and patterns; classes that are listed are not among them. */
  readonly patterns: readonly string[];
  readonly listsClasses: boolean;
  readonly table: string;
  readonly schema?: string;
}

/** @param source a DataSource or its options */
export function migrationSettings(source: object): MigrationSettings {
  const options = ('options' in source ? source.options : source) as Readonly<Record<string, unknown>>;
  const { migrations, migrationsTableName: table, schema } = options;
  const listed: readonly unknown[] = Object.values((migrations ?? []) as object);
  return {
    patterns: listed.filter((one) => typeof one === 'string'),
    listsClasses: listed.some((one) => typeof one === 'function'),
    table: typeof table === 'string' && table !== '' ? table : 'migrations',
    ...(typeof schema === 'string' ? { schema } : {}),
  };
}

type MigrationClass = new () => { readonly name?: string; readonly transaction?: boolean };

function isMigrationClass(value: unknown): value is MigrationClass {
  if (typeof value !== 'function') return false;
  const { prototype } = value as { prototype?: { up?: unknown; down?: unknown } };
  return typeof prototype?.up === 'function' && typeof prototype.down === 'function';
}
