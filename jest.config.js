/**
 * Specs run from the compiler's output, so what is tested is what users get; source maps bring the
 * lines of failures back to the TypeScript sources.
 *
 * @type {import('jest').Config}
 */
export default {
  roots: ['<rootDir>/build/spec'],
  testMatch: ['**/*.spec.js'],
  testEnvironment: 'node',
  transform: {},
  injectGlobals: false,
  testTimeout: 30_000,
  maxWorkers: '100%',
  testSequencer: '<rootDir>/.ci/longest-first.js',
  reporters: ['default', '<rootDir>/build/spec/support/plain-reporter.js'],
};
