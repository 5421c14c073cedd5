import { defineConfig, env } from '@plumbline/engine';

export default defineConfig({
  versions: 'versions',
  dataSource: () => import('@analytics/core/data-source'),
  dialects: ['postgres', 'sqlite'],
  environments: {
    development: { url: env('DATABASE_URL', 'sqlite:///./analytics.db') },
    production: { url: env('DATABASE_URL'), expect: { database: 'analytics' } },
  },
});
