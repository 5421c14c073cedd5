import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import * as jsoncParser from 'jsonc-eslint-parser';

const TYPESCRIPT = ['**/*.ts', '**/*.mts', '**/*.cts'];
const SPECS = ['**/*.spec.ts', '**/test/**/*.ts', '**/testing/**/*.ts'];
const DIALECTS = '/^(postgres|sqlite)$/';

/** Process state may be read, and the process ended, in one place each. */
const noProcess = (...names) => [
  'error',
  ...names.map((property) => ({
    object: 'process',
    property,
    message: `process.${property} belongs elsewhere; see CONTRIBUTING.md`,
  })),
];

const dialectMessage =
  'Ask the dialect what it can do, or add a question to the dialect port; only dialects/ and config/ know the names.';

/** Who may import whom. A project has a scope (what it is about) and mostly a type (what it is). */
const depConstraints = [
  { sourceTag: 'scope:engine', onlyDependOnLibsWithTags: ['scope:engine', 'scope:testing'] },
  {
    sourceTag: 'scope:analytics',
    onlyDependOnLibsWithTags: ['scope:analytics', 'scope:engine', 'scope:testing'],
  },
  { sourceTag: 'scope:nx', onlyDependOnLibsWithTags: ['scope:nx', 'scope:engine'] },
  {
    sourceTag: 'scope:db',
    onlyDependOnLibsWithTags: ['scope:db', 'scope:analytics', 'scope:engine', 'scope:nx', 'scope:testing'],
  },
  { sourceTag: 'scope:workspace', onlyDependOnLibsWithTags: ['*'] },
  { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:plugin', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
];

const moduleBoundaries = (options) => [
  'error',
  { ...options, allow: ['^.*/eslint(\\.base)?\\.config\\.[cm]?[jt]s$'], depConstraints },
];

/** No comparison with a dialect's name, in code that serves every dialect. */
export const noDialectNames = {
  rules: {
    'no-restricted-syntax': [
      'error',
      {
        selector: `BinaryExpression[operator=/^[!=]==?$/]:matches([left.value=${DIALECTS}], [right.value=${DIALECTS}])`,
        message: dialectMessage,
      },
      { selector: `SwitchCase[test.value=${DIALECTS}]`, message: dialectMessage },
    ],
  },
};

/** The restricted properties of `process`, for a project that takes one of them back. */
export { noProcess };

export default [
  ...nx.configs['flat/base'],
  ...nx.configs['flat/typescript'],
  ...nx.configs['flat/javascript'],
  { ignores: ['**/dist', '**/out-tsc', '**/coverage', '**/tmp', '**/testdata', '**/*.template'] },
  {
    files: [...TYPESCRIPT, '**/*.js', '**/*.cjs', '**/*.mjs'],
    rules: {
      '@nx/enforce-module-boundaries': moduleBoundaries({ enforceBuildableLibDependency: true }),
    },
  },
  {
    files: TYPESCRIPT,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // a promise that nobody waits for is a file half written when the process ends
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      'no-restricted-properties': noProcess('env', 'exit'),
    },
  },
  {
    files: SPECS,
    rules: {
      'no-restricted-properties': noProcess('exit'),
      // tests are in no build, and what helps them has none
      '@nx/enforce-module-boundaries': moduleBoundaries({ enforceBuildableLibDependency: false }),
    },
  },
  { files: ['**/*.json'], languageOptions: { parser: jsoncParser } },
  prettier,
];
