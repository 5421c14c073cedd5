import { defineConfig, env } from '@plumbline/engine';

export default defineConfig({
  versions: '../migrations/versions',
  dialects: ['postgres', 'sqlite'],
  // The service may read what is applied, and only the migrator may write it: see postgres/roles.sql.
  versionSchema: 'plumbline',
  environments: {
    production: { url: env('DATABASE_URL'), expect: { database: 'analytics' } },
  },
});
