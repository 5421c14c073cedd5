/** An option of a command, as the command line, the Nx schemas and the docs all read it. */
export interface OptionSpec {
  /** In camel case; `--rev-id` on the command line is `revId`. */
  readonly name: string;
  readonly type: 'text' | 'texts' | 'flag';
  readonly description: string;
  /** Given without its name: `upgrade +2`. */
  readonly positional?: true;
  readonly required?: true;
  readonly short?: string;
  readonly default?: string;
  /** What stands for the value in a usage line. */
  readonly value?: string;
}

export interface CommandSpec {
  /** On the command line: `plumbline upgrade`. */
  readonly name: string;
  /** In Nx: `nx run db:migrate-upgrade`; the part after `migrate-`. */
  readonly target: string;
  readonly summary: string;
  readonly options: readonly OptionSpec[];
  readonly examples: readonly (readonly [command: string, effect: string])[];
  /** What it does to a database. */
  readonly touches: 'nothing' | 'reads' | 'writes';
}

/** The options that every command takes. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'config',
    short: 'c',
    type: 'text',
    value: 'file',
    description: 'The configuration file; without it, the nearest plumbline.config.ts.',
  },
  {
    name: 'env',
    short: 'e',
    type: 'text',
    value: 'name',
    description: 'The environment of the configuration.',
  },
  { name: 'url', type: 'text', value: 'url', description: "The database, in place of the environment's." },
  { name: 'json', type: 'flag', description: 'Print one JSON document on stdout; messages go to stderr.' },
  { name: 'verbose', short: 'v', type: 'flag', description: 'Print more: statements, causes, stack traces.' },
  { name: 'quiet', short: 'q', type: 'flag', description: 'Print nothing but errors.' },
];

const TARGET =
  'An id or its beginning, a branch label, head, heads, base, or relative: +2, -1, label@head, rev+1.';

const message = {
  name: 'message',
  short: 'm',
  type: 'text',
  required: true,
  description: 'What the revision does, in one line.',
} as const satisfies OptionSpec;
const revId = {
  name: 'revId',
  type: 'text',
  value: 'id',
  description: 'The id, in place of a random one.',
} as const satisfies OptionSpec;
const branchLabel = {
  name: 'branchLabel',
  type: 'texts',
  value: 'label',
  description: 'A label for the branch that begins here.',
} as const satisfies OptionSpec;
const splice = {
  name: 'splice',
  type: 'flag',
  description: 'Allow a parent that is not a head: a new branch.',
} as const satisfies OptionSpec;

const directory = {
  name: 'directory',
  type: 'text',
  value: 'folder',
  description: "Where the backup goes; without it, the configuration's `backups`.",
} as const satisfies OptionSpec;
const guards = [
  { name: 'backup', type: 'flag', description: 'Write a backup first; nothing is changed if that fails.' },
  directory,
  {
    name: 'yes',
    short: 'y',
    type: 'flag',
    description: 'Confirm what loses data in a protected environment.',
  },
  {
    name: 'showSql',
    type: 'flag',
    description:
      "Show values too: the literals of statements (with --verbose), and the server's detail of an error.",
  },
] as const satisfies readonly OptionSpec[];
const why = {
  name: 'why',
  type: 'flag',
  description:
    'Say below each operation where it comes from: of the entities, of the other side, and what was compared.',
} as const;

const noCache = {
  name: 'noCache',
  type: 'flag',
  description: 'Load the entities anew, and keep nothing of them.',
} as const satisfies OptionSpec;
const transaction = {
  name: 'transaction',
  type: 'text',
  value: 'each|all|none',
  default: 'each',
  description:
    'Transactions: one for each revision, one for all of them, or none around the statements of a revision.',
} as const satisfies OptionSpec;

const tenants = [
  {
    name: 'tenants',
    type: 'flag',
    description: 'Go through every tenant of the environment, in place of its own database.',
  },
  {
    name: 'tenant',
    type: 'texts',
    value: 'name',
    description: 'Only these tenants, by name or pattern (acme-*); repeatable.',
  },
  {
    name: 'concurrency',
    type: 'text',
    value: 'number',
    description: 'How many tenants at a time; 4 without it.',
  },
  {
    name: 'shard',
    type: 'text',
    value: 'i/n',
    description:
      'Only the i-th of n parts of the tenants, from 1/n; job/n takes i from JOB_COMPLETION_INDEX.',
  },
  {
    name: 'failFast',
    type: 'flag',
    description: 'Begin with no other tenant once one failed; without it, all are tried.',
  },
] as const satisfies readonly OptionSpec[];

/** Every command there is. */
export const COMMANDS = [
  {
    name: 'init',
    target: 'init',
    summary: 'Begin: write a configuration, and a baseline of a database that is there already.',
    touches: 'writes',
    options: [
      {
        name: 'fromDatabase',
        type: 'flag',
        description:
          'Write a baseline revision of the schema that the database has, and stamp it as applied.',
      },
      {
        name: 'message',
        short: 'm',
        type: 'text',
        default: 'Baseline',
        description: 'What the baseline is called.',
      },
      revId,
      {
        name: 'dataSource',
        type: 'text',
        value: 'module',
        default: './data-source',
        description: 'The module of the data source, as the new configuration imports it.',
      },
    ],
    examples: [
      ['plumbline init', 'writes plumbline.config.ts and an empty versions folder'],
      [
        'plumbline init --from-database',
        'adopts a database: its schema becomes the first revision, marked as applied',
      ],
    ],
  },
  {
    name: 'import',
    target: 'import',
    summary: 'Take over the migrations of TypeORM, or a database that Alembic took care of.',
    touches: 'writes',
    options: [
      {
        name: 'source',
        type: 'text',
        positional: true,
        required: true,
        value: 'typeorm|alembic',
        description: 'What took care of the database until now.',
      },
      {
        name: 'migrations',
        type: 'texts',
        value: 'pattern',
        description: "The files of TypeORM's migrations; without it, those that the data source names.",
      },
      {
        name: 'filesOnly',
        type: 'flag',
        description: "Write the revisions of TypeORM's migrations; ask no database, and stamp none.",
      },
      { name: 'dryRun', type: 'flag', description: 'Say what would be written and stamped; do neither.' },
    ],
    examples: [
      [
        'plumbline import typeorm',
        "writes a revision for each migration, and stamps those of TypeORM's migrations table as applied",
      ],
      [
        'plumbline import alembic',
        "writes a baseline of the schema under the id of Alembic's version table, and stamps it",
      ],
    ],
  },
  {
    name: 'revision',
    target: 'create',
    summary: 'Write a revision from the difference between entities and database.',
    touches: 'reads',
    options: [
      message,
      {
        name: 'autogenerate',
        type: 'flag',
        description: 'Compare the entities with the base (the default when there is a data source).',
      },
      { name: 'empty', type: 'flag', description: 'Write a revision to fill in by hand; compare nothing.' },
      {
        name: 'base',
        type: 'text',
        value: 'database|revisions',
        default: 'database',
        description:
          'What the entities are compared with: the target database, which must be at head, or the revisions replayed on a scratch database.',
      },
      {
        name: 'head',
        type: 'text',
        value: 'revision',
        description: 'The parent; without it, the single head.',
      },
      splice,
      branchLabel,
      {
        name: 'dependsOn',
        type: 'texts',
        value: 'revision',
        description: 'A revision of another branch that must be applied before.',
      },
      revId,
      {
        name: 'versionPath',
        type: 'text',
        value: 'folder',
        description: 'The versions folder to write to, where there are several.',
      },
      {
        name: 'rename',
        type: 'texts',
        value: 'table.old:new',
        description: 'A column that is the old one under a new name; repeatable.',
      },
      {
        name: 'renameTable',
        type: 'texts',
        value: 'old:new',
        description: 'A table that is the old one under a new name; repeatable.',
      },
      {
        name: 'online',
        type: 'flag',
        description:
          'Write the forms that let reads and writes of large tables go on (PostgreSQL): indexes concurrently, constraints validated afterwards.',
      },
      { name: 'sqlOnly', type: 'flag', description: 'Print the SQL of the difference and write nothing.' },
      why,
      noCache,
    ],
    examples: [
      ['plumbline revision -m "add users"', 'compares and writes versions/…_add_users.ts'],
      ['plumbline revision -m "seed plans" --empty', 'writes a revision to fill in by hand'],
    ],
  },
  {
    name: 'upgrade',
    target: 'upgrade',
    summary: 'Apply what is pending.',
    touches: 'writes',
    options: [
      { name: 'revision', type: 'text', positional: true, default: 'heads', description: TARGET },
      ...guards,
      transaction,
      ...tenants,
    ],
    examples: [
      ['plumbline upgrade', 'applies everything that is pending'],
      ['plumbline upgrade +2', 'applies the next two revisions'],
      ['plumbline upgrade --tenants --shard 2/8', 'the second of eight parts of the tenants'],
    ],
  },
  {
    name: 'downgrade',
    target: 'downgrade',
    summary: 'Undo revisions.',
    touches: 'writes',
    options: [
      { name: 'revision', type: 'text', positional: true, default: '-1', description: TARGET },
      ...guards,
      transaction,
      ...tenants,
    ],
    examples: [
      ['plumbline downgrade', 'undoes the last revision'],
      ['plumbline downgrade base', 'undoes everything'],
    ],
  },
  {
    name: 'current',
    target: 'current',
    summary: 'Show where the database is.',
    touches: 'reads',
    options: [
      {
        name: 'checkHeads',
        type: 'flag',
        description: 'Fail (exit code 3) unless the database is at every head.',
      },
      ...tenants,
    ],
    examples: [['plumbline current', 'prints the revisions that the database is at']],
  },
  {
    name: 'status',
    target: 'status',
    summary: 'Show where every environment is: revision, pending, drift, last run; one line for each.',
    touches: 'reads',
    options: [
      {
        name: 'schema',
        type: 'flag',
        description: 'Compare each schema with the entities too, where nothing is pending; takes longer.',
      },
      {
        name: 'timeout',
        type: 'text',
        value: 'seconds',
        default: '10',
        description: 'How long an environment may take to answer before it counts as unreachable.',
      },
      ...tenants,
    ],
    examples: [
      ['plumbline status', 'all environments; exit code 3: pending or drift; 5: one was not reached'],
      ['plumbline status --env production --json', 'one environment, as a document'],
    ],
  },
  {
    name: 'history',
    target: 'history',
    summary: 'List the revisions, newest first.',
    touches: 'reads',
    options: [
      {
        name: 'range',
        short: 'r',
        type: 'text',
        value: 'a:b',
        description: 'Only these: start:end, start: or :end; an end may be current or relative.',
      },
      {
        name: 'indicateCurrent',
        short: 'i',
        type: 'flag',
        description: 'Mark where the database is (connects).',
      },
      {
        name: 'applied',
        type: 'flag',
        description: 'The audit log of the database instead: every attempt, with its outcome.',
      },
    ],
    examples: [['plumbline history -r -3:', 'the last three revisions']],
  },
  {
    name: 'show',
    target: 'show',
    summary: 'Show one revision: its header, its plan and its SQL.',
    touches: 'reads',
    options: [
      {
        name: 'revision',
        type: 'text',
        positional: true,
        default: 'head',
        description: `${TARGET} Also current, where the database is.`,
      },
    ],
    examples: [
      ['plumbline show head', 'the newest revision'],
      ['plumbline show heads', 'each of the heads'],
    ],
  },
  {
    name: 'review',
    target: 'review',
    summary: 'Show what a branch does to the revisions: what each new one does, its SQL and its risks.',
    touches: 'reads',
    options: [
      {
        name: 'since',
        type: 'text',
        value: 'commit',
        default: 'main',
        description: 'The branch, tag or commit of git that the working tree is compared with.',
      },
      {
        name: 'markdown',
        type: 'flag',
        description: 'Print Markdown, for a pull request or the summary of a job.',
      },
      {
        name: 'annotations',
        type: 'flag',
        description: "Print what should be looked at as annotations of GitHub's, on the lines of the files.",
      },
    ],
    examples: [
      ['plumbline review', 'what this branch adds to main'],
      ['plumbline review --since origin/main --markdown', 'the same, for a pull request'],
    ],
  },
  {
    name: 'edit',
    target: 'edit',
    summary: 'Open the file of a revision in $VISUAL or $EDITOR, and check it after that.',
    touches: 'reads',
    options: [
      {
        name: 'revision',
        type: 'text',
        positional: true,
        default: 'head',
        description: `${TARGET} Also current, where the database is.`,
      },
    ],
    examples: [['plumbline edit head', 'opens the newest revision']],
  },
  {
    name: 'heads',
    target: 'heads',
    summary: 'List the heads.',
    touches: 'nothing',
    options: [
      {
        name: 'resolveDependencies',
        type: 'flag',
        description: 'Leave out heads that another revision depends on.',
      },
    ],
    examples: [['plumbline heads', 'one line for each head']],
  },
  {
    name: 'branches',
    target: 'branches',
    summary: 'List the branch points and what follows them.',
    touches: 'nothing',
    options: [],
    examples: [['plumbline branches', 'one block for each branch point']],
  },
  {
    name: 'merge',
    target: 'merge',
    summary: 'Join heads with a revision that follows all of them.',
    touches: 'nothing',
    options: [
      {
        name: 'revisions',
        type: 'texts',
        positional: true,
        default: 'heads',
        description: 'The heads to join; without them, all.',
      },
      {
        name: 'message',
        short: 'm',
        type: 'text',
        default: 'merge heads',
        description: 'What the merge is, in one line.',
      },
      branchLabel,
      splice,
      revId,
      {
        name: 'allowConflicts',
        type: 'flag',
        description: 'Join heads even where they touch one object in ways that do not go together.',
      },
    ],
    examples: [['plumbline merge heads -m "merge billing and search"', 'writes a merge revision']],
  },
  {
    name: 'rebase',
    target: 'rebase',
    summary: 'Move a revision, and what follows it, onto another parent, where none of it is applied.',
    touches: 'reads',
    options: [
      {
        name: 'revision',
        type: 'text',
        positional: true,
        required: true,
        description:
          'The first revision of the line: an id or its beginning, a branch label, or another symbol.',
      },
      {
        name: 'onto',
        type: 'text',
        value: 'revision',
        required: true,
        description: 'The new parent; base for none. All environments are asked; --env names one.',
      },
    ],
    examples: [['plumbline rebase 3f2a --onto 8c41', 'rewrites the header of 3f2a']],
  },
  {
    name: 'backup',
    target: 'backup',
    summary: 'Write a backup of the database, and read it back: pg_dump, or an online backup of SQLite.',
    touches: 'reads',
    options: [directory],
    examples: [['plumbline backup --env production', 'writes backups/production_<time>_<revision>.dump']],
  },
  {
    name: 'stamp',
    target: 'stamp',
    summary: 'Mark revisions as applied without running them.',
    touches: 'writes',
    options: [
      { name: 'revisions', type: 'texts', positional: true, required: true, description: TARGET },
      {
        name: 'purge',
        type: 'flag',
        description: 'Empty the version table first: the way out when it holds a revision that no file has.',
      },
      ...tenants,
    ],
    examples: [['plumbline stamp head', 'marks everything as applied']],
  },
  {
    name: 'plan',
    target: 'plan',
    summary: 'Show what an upgrade (or downgrade) would run now; run nothing.',
    touches: 'reads',
    options: [
      {
        name: 'revision',
        type: 'text',
        positional: true,
        default: 'heads',
        description: `${TARGET} A range a:b needs --sql.`,
      },
      { name: 'down', type: 'flag', description: 'Plan a downgrade.' },
      transaction,
      { name: 'sql', type: 'flag', description: 'Print an SQL script instead.' },
      { name: 'output', short: 'o', type: 'text', value: 'file', description: 'Write the output to a file.' },
    ],
    examples: [['plumbline plan', 'the statements of the next upgrade, with their risks']],
  },
  {
    name: 'check',
    target: 'check',
    summary: 'Fail when entities, revisions and database disagree, or when there are several heads.',
    touches: 'reads',
    options: [
      {
        name: 'base',
        type: 'text',
        value: 'database|revisions',
        default: 'database',
        description:
          'What the entities are compared with: the target database, or the revisions replayed on a scratch database.',
      },
      why,
      noCache,
    ],
    examples: [['plumbline check', 'exit code 0: nothing to do; 3: a difference, or something is pending']],
  },
] as const satisfies readonly CommandSpec[];

export type CommandName = (typeof COMMANDS)[number]['name'];
