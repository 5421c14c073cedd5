const { join } = require('node:path');

/** What of the engine reads entities, run on the newest TypeORM 0.3 in place of the workspace's 1.x. */
module.exports = {
  displayName: 'engine on TypeORM 0.3',
  preset: '../../jest.preset.js',
  rootDir: join(__dirname, '../../libs/engine'),
  testMatch: ['<rootDir>/src/entities/**/*.spec.ts', '<rootDir>/test/corpus/*.spec.ts'],
  // What is about the comparison of two models is the same on both.
  testPathIgnorePatterns: ['/pairs-', '/pending'],
  resolver: join(__dirname, 'resolver.cjs'),
};
