import baseConfig, { noDialectNames, noProcess } from '../../eslint.config.mjs';

export default [
  ...baseConfig,
  {
    files: ['src/**/*.ts'],
    ignores: ['src/dialects/**', 'src/config/**', '**/*.spec.ts'],
    ...noDialectNames,
  },
  // the one place that prints and ends the process; the environment is read in src/config, under a directive
  {
    files: ['src/cli/**/*.ts'],
    rules: { 'no-console': 'off', 'no-restricted-properties': noProcess('env') },
  },
];
