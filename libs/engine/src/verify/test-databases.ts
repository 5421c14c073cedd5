import type { DialectName } from '../config/database-url';
import type { TestDatabases } from '../dialect/test-databases';

/** How each dialect makes databases for tests; loaded with nothing of the others. */
export const DATABASES_OF_TESTS: { readonly [Name in DialectName]: () => Promise<TestDatabases> } = {
  postgres: async () => (await import('../dialects/postgres/test-databases')).testDatabases,
  sqlite: async () => (await import('../dialects/sqlite/test-databases')).testDatabases,
};
