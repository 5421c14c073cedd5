export {
  defineConfig,
  env,
  type EnvironmentConfig,
  type EnvReference,
  type UserConfig,
} from './config/define-config';
export { parseDatabaseUrl, type DatabaseTarget, type DialectName } from './config/database-url';
export { redactUrl } from './config/redact';
