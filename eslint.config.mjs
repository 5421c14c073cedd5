import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import * as jsoncParser from 'jsonc-eslint-parser';

/** Process state may be read, and the process ended, in one place each. */
const noProcess = (...names) => [
  'error',
  ...names.map((property) => ({
    object: 'process',
    property,
    message: `process.${property} belongs elsewhere; see CONTRIBUTING.md`,
  })),
];

export default [
  ...nx.configs['flat/base'],
  ...nx.configs['flat/typescript'],
  ...nx.configs['flat/javascript'],
  { ignores: ['**/dist', '**/out-tsc', '**/coverage', '**/tmp', '**/*.template'] },
  {
    files: ['**/*.ts', '**/*.js', '**/*.cjs', '**/*.mjs'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: true,
          allow: ['^.*/eslint(\\.base)?\\.config\\.[cm]?[jt]s$'],
          depConstraints: [
            { sourceTag: 'scope:engine', onlyDependOnLibsWithTags: ['scope:engine'] },
            { sourceTag: 'scope:analytics', onlyDependOnLibsWithTags: ['scope:analytics', 'scope:engine'] },
            { sourceTag: 'scope:nx', onlyDependOnLibsWithTags: ['scope:engine'] },
            {
              sourceTag: 'scope:db',
              onlyDependOnLibsWithTags: ['scope:analytics', 'scope:engine', 'scope:nx'],
            },
            { sourceTag: 'scope:workspace', onlyDependOnLibsWithTags: ['*'] },
            { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-console': 'error',
      'no-restricted-properties': noProcess('env', 'exit'),
    },
  },
  { files: ['**/*.json'], languageOptions: { parser: jsoncParser } },
  prettier,
];
