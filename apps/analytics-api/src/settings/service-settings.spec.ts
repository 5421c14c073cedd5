import { parseServiceSettings } from './service-settings';

describe('the settings of the service', () => {
  it('have defaults, also for empty variables', () => {
    const defaults = {
      host: '127.0.0.1',
      port: 3000,
      logLevel: 'info',
      onStartup: 'check',
      startupTimeout: 30,
      migrationTimeout: 600,
      migrations: {},
      healthTimeout: 2,
      shutdownTimeout: 10,
    };
    expect(parseServiceSettings({})).toEqual(defaults);
    expect(parseServiceSettings({ PORT: '', HOST: ' ', LOG_LEVEL: '' })).toEqual(defaults);
  });

  it('read every variable', () => {
    const variables = {
      HOST: '0.0.0.0',
      PORT: '8080',
      LOG_LEVEL: 'DEBUG',
      DB_ON_STARTUP: 'Upgrade',
      DB_STARTUP_TIMEOUT: '5',
      DB_MIGRATION_TIMEOUT: '7200',
      MIGRATIONS_CONFIG: 'db/plumbline.config.ts',
      MIGRATIONS_ENV: 'production',
      DB_HEALTH_TIMEOUT: '1',
      SHUTDOWN_TIMEOUT: '20',
    };
    expect(parseServiceSettings(variables)).toEqual({
      host: '0.0.0.0',
      port: 8080,
      logLevel: 'debug',
      onStartup: 'upgrade',
      startupTimeout: 5,
      migrationTimeout: 7200,
      migrations: { config: 'db/plumbline.config.ts', env: 'production' },
      healthTimeout: 1,
      shutdownTimeout: 20,
    });
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80a'],
    ['LOG_LEVEL', 'loud'],
    ['DB_ON_STARTUP', 'migrate'],
    ['DB_STARTUP_TIMEOUT', '0'],
    ['DB_MIGRATION_TIMEOUT', '86401'],
    ['DB_HEALTH_TIMEOUT', '1.5'],
  ])('refuse %s=%s by name', (name, value) => {
    expect(() => parseServiceSettings({ [name]: value })).toThrow(`${name}=${value}`);
  });
});
