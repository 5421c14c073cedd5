/**
 * The folders of `src` and their levels. A folder imports only from lower levels, and from itself; folders of one
 * level do not know each other. `docs/architecture.md` prints this table.
 */
export const LEVELS: Readonly<Record<string, number>> = {
  kernel: 0,
  errors: 1,
  model: 2,
  'revisions/graph': 2,
  operations: 3,
  config: 4,
  dialect: 5,
  'revisions/files': 5,
  report: 5,
  diff: 6,
  entities: 6,
  'dialects/postgres': 6,
  'dialects/sqlite': 6,
  plan: 6,
  history: 6,
  telemetry: 6,
  runner: 7,
  offline: 7,
  lint: 7,
  commands: 9,
  render: 9,
  cli: 10,
  nestjs: 10,
  verify: 10,
};

/** The public entries: they may import anything, and nothing imports them, but for what is listed here. */
export const ENTRIES: readonly string[] = ['index.ts', 'migration.ts', 'nestjs.ts', 'testing.ts'];

/** The engine hands itself to the files that it loads, so that they share the running copy. */
export const SELF_REFERENCES: readonly string[] = [
  'config/load-module.ts',
  'revisions/files/load-revision.ts',
];

/** Pure tables of data, whose length is the number of their rows. */
export const DATA_TABLES: readonly string[] = ['commands/command-spec.ts'];

export const LIMITS = { fileLines: 400, functionLines: 60, parameters: 4 } as const;
