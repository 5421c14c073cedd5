/**
 * `@plumbline/engine/testing`: a database of its own for each test, and what every history of revisions is to be tested for.
 * Of no test framework: each function throws, or gives a promise that is rejected.
 */
export { expectNoDrift, expectSingleHead } from './verify/expectations';
export {
  createTestDatabase,
  type TestDatabase,
  type TestDatabaseRequest,
  type TestRun,
} from './verify/test-database';
export type { TestProjectRequest } from './verify/test-project';
export { expectUpDownUp, type Query, type TriedRevision, type UpDownUpRequest } from './verify/up-down-up';
export type { TypeormConnection } from './dialect/test-databases';
export type { DialectName } from './config/database-url';
