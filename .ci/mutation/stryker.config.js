/**
 * Stryker for one part of the sample; `run.js` starts it, and says by MUTATION which part.
 *
 * What is mutated is what the compiler wrote, since that is what the specs run: a mutant then costs its specs alone.
 */
import { reportOf, subjects } from './parts.js';

const { subject, part } = JSON.parse(process.env['MUTATION']);

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [`build/lib/${subjects[subject]}/**/*.js`],
  plugins: ['./sample.js', './runner.js'].map((name) => import.meta.resolve(name)),
  checkers: ['sample'],
  testRunner: 'near',
  coverageAnalysis: 'off',
  // The runner has a limit of its own.
  timeoutMS: 3_600_000,
  dryRunTimeoutMinutes: 60,
  // Two at a time in fact: the place of the checker goes to a second runner.
  concurrency: 1,
  disableTypeChecks: false,
  // Mutants are run in a copy of the build.
  tempDirName: 'build/mutation/sandbox',
  ignorePatterns: [
    ...['**', '!*.json', '!jest*.config.js', '!.ci/mutation/nearest-first.js'],
    ...['build', 'build/lib', 'build/policies', 'build/spec'].map((folder) => `!${folder}/**`),
    'build/mutation/**',
  ],
  reporters: ['json', 'progress'],
  jsonReporter: { fileName: reportOf(subject, part) },
};
