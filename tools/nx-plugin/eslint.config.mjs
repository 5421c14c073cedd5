import * as jsoncParser from 'jsonc-eslint-parser';
import baseConfig, { noDialectNames } from '../../eslint.config.mjs';

export default [
  ...baseConfig,
  { files: ['src/**/*.ts'], ...noDialectNames },
  {
    files: ['**/package.json', '**/executors.json', '**/generators.json', '**/migrations.json'],
    languageOptions: { parser: jsoncParser },
    rules: { '@nx/nx-plugin-checks': 'error' },
  },
  {
    files: ['**/package.json'],
    languageOptions: { parser: jsoncParser },
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          // It loads the plugin; nothing imports it.
          ignoredDependencies: ['nx'],
          ignoredFiles: [
            '{projectRoot}/eslint.config.mjs',
            '{projectRoot}/jest.config.cjs',
            '{projectRoot}/scripts/**/*',
          ],
        },
      ],
    },
  },
];
