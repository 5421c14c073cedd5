/**
 * `@plumbline/engine/nestjs`: the start of a NestJS service on a database that is at head, and its health. Needs
 * `@nestjs/common`; the health indicator has the form of `@nestjs/terminus` and does without it.
 */
export { Migrations } from './nestjs/migrations';
export { MigrationsHealthIndicator, type MigrationsHealth } from './nestjs/migrations-health';
export {
  MigrationsModule,
  type MigrationsModuleAsyncOptions,
  type MigrationsModuleOptions,
} from './nestjs/migrations-module';
export type { OnStartup } from './commands/prepare-database';
