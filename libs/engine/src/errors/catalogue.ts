import { backupErrors, type BackupErrorData } from './backup-errors';
import { branchErrors, type BranchErrorData } from './branch-errors';
import { configErrors, type ConfigErrorData } from './config-errors';
import { databaseErrors, type DatabaseErrorData } from './database-errors';
import { entityErrors, type EntityErrorData } from './entity-errors';
import { executionErrors, type ExecutionErrorData } from './execution-errors';
import { fileErrors, type FileErrorData } from './file-errors';
import { graphErrors, type GraphErrorData } from './graph-errors';
import { runErrors, type RunErrorData } from './run-errors';
import { verifyErrors, type VerifyErrorData } from './verify-errors';

/** The data that each error carries, by its code. */
export interface ErrorDataByCode
  extends
    BackupErrorData,
    BranchErrorData,
    ConfigErrorData,
    DatabaseErrorData,
    EntityErrorData,
    ExecutionErrorData,
    FileErrorData,
    GraphErrorData,
    RunErrorData,
    VerifyErrorData {}

export type ErrorCode = keyof ErrorDataByCode;

/** Every error there is. `docs/errors.md` has a section for each; a test holds the two together. */
export const catalogue = {
  ...backupErrors,
  ...branchErrors,
  ...configErrors,
  ...databaseErrors,
  ...entityErrors,
  ...executionErrors,
  ...fileErrors,
  ...graphErrors,
  ...runErrors,
  ...verifyErrors,
};
