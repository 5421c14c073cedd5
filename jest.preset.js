const { join } = require('node:path');
const nxPreset = require('@nx/jest/preset').default;

/** SWC is about as fast as it gets and does not type-check; `nx run-many -t typecheck` does. */
module.exports = {
  ...nxPreset,
  testEnvironment: 'node',
  globalSetup: join(__dirname, 'tools/test/jest-global-setup.cjs'),
  globalTeardown: join(__dirname, 'tools/test/jest-global-teardown.cjs'),
  setupFilesAfterEnv: [join(__dirname, 'tools/test/jest-setup.cjs')],
  transform: {
    '^.+\\.[tj]sx?$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        module: { type: 'commonjs' },
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
      },
    ],
  },
};
