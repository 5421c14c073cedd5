import type { DialectName } from '../config/database-url';
import type { EntityTerms } from './entity-terms';
import { postgresTerms } from './postgres-terms';
import { sqliteTerms } from './sqlite-terms';

/** What entities mean on each dialect. */
export const TERMS: Readonly<Record<DialectName, EntityTerms>> = {
  postgres: postgresTerms,
  sqlite: sqliteTerms,
};
