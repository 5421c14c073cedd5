import {
  COMMANDS,
  COMMON_OPTIONS,
  type CommandName,
  type CommandSpec,
  type OptionSpec,
} from '@plumbline/engine/commands';
import { nxExample } from '../src/options/examples';

type Json = Readonly<Record<string, unknown>>;

/** A file that is written from the engine's table of commands. */
export interface GeneratedFile {
  /** Relative to the plugin's folder. */
  readonly file: string;
  readonly content: Json;
}

const DIALECT = 'https://json-schema.org/schema';
/** One-letter options that Nx keeps for itself. */
const TAKEN_BY_NX: ReadonlySet<string> = new Set(['c', 'd', 'h', 'p', 't', 'v']);
const TEXT = { anyOf: [{ type: 'string' }, { type: 'number' }] };

/** executors.json, a schema for each executor, and the schema of the generator. */
export function generatedFiles(): readonly GeneratedFile[] {
  return [
    { file: 'executors.json', content: executors() },
    ...COMMANDS.map((spec) => ({
      file: `src/executors/${spec.name}/schema.json`,
      content: executorSchema(spec),
    })),
    { file: 'src/generators/migration/schema.json', content: generatorSchema('revision', MIGRATION) },
    { file: 'src/generators/merge/schema.json', content: generatorSchema('merge', MERGE) },
  ];
}

function executors(): Json {
  const entries = COMMANDS.map((spec) => [
    spec.name,
    {
      implementation: `./src/executors/commands#${spec.name}`,
      schema: `./src/executors/${spec.name}/schema.json`,
      description: spec.summary,
    },
  ]);
  return { $schema: DIALECT, executors: Object.fromEntries(entries) };
}

function executorSchema(spec: CommandSpec): Json {
  const positional = spec.options.find((option) => option.positional);
  const required = spec.options.filter((option) => option.required && !option.positional);
  return {
    $schema: DIALECT,
    $id: `Plumbline${pascalCase(spec.name)}`,
    version: 2,
    outputCapture: 'direct-nodejs',
    title: `Plumbline: ${spec.target}`,
    description: spec.summary,
    cli: 'nx',
    type: 'object',
    examples: spec.examples.map(([command, effect]) => ({
      command: nxExample(spec, command),
      description: sentence(effect),
    })),
    properties: {
      ...properties(spec.options),
      ...properties(COMMON_OPTIONS),
      ...(positional === undefined ? {} : { _: { ...HIDDEN_LIST, description: 'Values without a name.' } }),
      __unparsed__: {
        ...HIDDEN_LIST,
        items: { type: 'string' },
        description: 'The command line as it was typed.',
        $default: { $source: 'unparsed' },
      },
    },
    required: required.map((option) => option.name),
    additionalProperties: false,
  };
}

const HIDDEN_LIST = { hidden: true, type: 'array', 'x-priority': 'internal' };

/** What makes a generator of a command. */
interface GeneratorWords {
  readonly $id: string;
  readonly title: string;
  /** Asked where the message is missing; a command that has one by itself asks for none. */
  readonly prompt?: string;
  readonly examples: readonly Json[];
}

const MIGRATION: GeneratorWords = {
  $id: 'PlumblineMigrationGenerator',
  title: 'Create a migration',
  prompt: 'What does this migration do?',
  examples: [
    { command: 'nx g migration "add users"', description: 'Compares and writes versions/…_add_users.ts.' },
    {
      command: 'nx g migration "seed plans" --empty',
      description: 'Writes a migration to fill in by hand.',
    },
  ],
};

const MERGE: GeneratorWords = {
  $id: 'PlumblineMergeGenerator',
  title: 'Merge heads',
  examples: [
    {
      command: 'nx g @plumbline/nx:merge "merge billing and search"',
      description: 'Writes a revision that follows all heads.',
    },
    {
      command: 'nx g @plumbline/nx:merge --revisions=3f2a --revisions=9c1d',
      description: 'Joins two heads of several.',
    },
  ],
};

/** A command as a generator: its own options, the database, and the project to choose; the message is the first word. */
function generatorSchema(name: CommandName, words: GeneratorWords): Json {
  const spec: CommandSpec | undefined = COMMANDS.find((command) => command.name === name);
  const named = (spec?.options ?? []).map(({ positional: _, ...option }): OptionSpec => option);
  const common = COMMON_OPTIONS.filter((option) => ['env', 'url', 'verbose'].includes(option.name));
  const { message, ...own } = properties(named);
  return {
    $schema: DIALECT,
    $id: words.$id,
    cli: 'nx',
    title: words.title,
    description: spec?.summary,
    type: 'object',
    examples: words.examples,
    properties: {
      message: {
        ...message,
        $default: { $source: 'argv', index: 0 },
        ...(words.prompt === undefined ? {} : { 'x-prompt': words.prompt }),
        'x-priority': 'important',
      },
      project: PROJECT,
      ...own,
      ...properties(common),
    },
    required: named.filter(({ required }) => required === true).map((option) => option.name),
    additionalProperties: false,
  };
}

const PROJECT: Json = {
  type: 'string',
  description: 'The project that holds the migrations; needed only where several do.',
  'x-dropdown': 'projects',
  'x-priority': 'important',
};

function properties(options: readonly OptionSpec[]): Record<string, Json> {
  return Object.fromEntries(options.map((option) => [option.name, property(option)]));
}

function property(option: OptionSpec): Json {
  const alias = option.short !== undefined && !TAKEN_BY_NX.has(option.short) ? { alias: option.short } : {};
  const important = option.required || option.positional ? { 'x-priority': 'important' } : {};
  return {
    ...type(option),
    description: sentence(option.description),
    ...alias,
    ...(option.positional && option.type === 'text' ? { $default: { $source: 'argv', index: 0 } } : {}),
    ...important,
  };
}

/**
 * Nx makes numbers of words that look like one before it looks here, so a text must allow a number (and `anyOf`: any
 * other way of writing it turns `+2` into 2). The executor reads the word as it was typed.
 */
function type(option: OptionSpec): Json {
  switch (option.type) {
    case 'flag':
      return { type: 'boolean' };
    case 'text':
      return { type: 'string', ...(choices(option) ?? TEXT), ...defaultOf(option.default) };
    case 'texts':
      return {
        type: 'array',
        items: TEXT,
        anyOf: [{ type: 'array', items: TEXT }, ...TEXT.anyOf],
        ...defaultOf(option.default === undefined ? undefined : [option.default]),
      };
  }
}

/** `database|revisions` in a usage line is a choice for Nx Console. */
function choices({ value = '' }: OptionSpec): Json | undefined {
  return value.includes('|') ? { enum: value.split('|') } : undefined;
}

function defaultOf(value: unknown): Json {
  return value === undefined ? {} : { default: value };
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

function pascalCase(text: string): string {
  return text.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
