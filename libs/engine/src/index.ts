export {
  defineConfig,
  env,
  type EnvironmentConfig,
  type EnvReference,
  type TenantConfig,
  type TenantsConfig,
  type UserConfig,
} from './config/define-config';
export { parseDatabaseUrl, type DatabaseTarget } from './config/database-url';
export { renderConfiguration, type ConfigurationChoices } from './config/render-config';
export { redactUrl } from './config/redact';
export { RenamedFrom } from './entities/renamed-from';
export type { DialectName } from './model/dialect-name';
export {
  COMMANDS,
  COMMON_OPTIONS,
  type CommandName,
  type CommandSpec,
  type OptionSpec,
} from './commands/command-spec';
export type { CommandIo, CommandOptions } from './commands/command-io';
export {
  migrationRuns,
  migrationStatus,
  type MigrationsOf,
  type RunsRequest,
  type StatusRequest,
} from './commands/migration-status';
export {
  prepareDatabase,
  type OnStartup,
  type PrepareRequest,
  type StartupEvent,
} from './commands/prepare-database';
export { processIo, withInterruption } from './cli/process-io';
export { runCommand } from './cli/run-command';
export { isPlumblineError, PlumblineError } from './errors/plumbline-error';
export type { RunTotals } from './history/audit-log';
export type { MigrationStatus, Report } from './report/report';
export type { RunEvent } from './report/run-event';
