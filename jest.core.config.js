/**
 * The inner loop: the specs of the folders that compute, with a tenth of the random cases and smaller large
 * ones. The two searches through whole schedules run with all specs only.
 */
import config from './jest.config.js';

process.env['SPEC_EFFORT'] ??= '0.1';

/** @type {import('jest').Config} */
export default {
  ...config,
  testMatch: [
    '**/spec/(exact|kernels|combinators|refiners|graph|identity|coordinator)/**/*.spec.js',
  ],
  testPathIgnorePatterns: ['/coordinator/(parallel|schedules)\\.spec\\.js$'],
};
