import type { DialectName } from './database-url';

/** What a new configuration says. */
export interface ConfigurationChoices {
  readonly dialects: readonly DialectName[];
  /** The module of the data source, as the configuration imports it. */
  readonly dataSource: string;
}

/** The text of a new `plumbline.config.ts`: SQLite in a file beside it until `DATABASE_URL` says otherwise. */
export function renderConfiguration({ dialects, dataSource }: ConfigurationChoices): string {
  return `import { defineConfig, env } from '@plumbline/engine';

export default defineConfig({
  versions: 'versions',
  dataSource: () => import(${quoted(dataSource)}),
  dialects: [${dialects.map(quoted).join(', ')}],
  environments: {
    development: { url: ${developmentUrl(dialects)} },
    production: { url: env('DATABASE_URL') },
  },
});
`;
}

/** A file needs no server; a project that has no revisions for SQLite has no use for one. */
function developmentUrl(dialects: readonly DialectName[]): string {
  return dialects.includes('sqlite')
    ? "env('DATABASE_URL', 'sqlite:///./development.db')"
    : "env('DATABASE_URL')";
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
