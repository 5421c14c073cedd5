import baseConfig from '../eslint.config.mjs';

export default [
  ...baseConfig,
  {
    files: ['**/*.mjs'],
    // what is measured in parts is exported by nobody
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
];
