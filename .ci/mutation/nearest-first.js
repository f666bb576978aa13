/** The order of spec files for jest: the spec of the mutated file, those of its folder, then the others, short files first. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';

export default class NearestFirst {
  sort(tests) {
    const mutated = (process.env['MUTATED'] ?? '').replace(/\.js$/, '');
    const rankOf = (path) => {
      const [, name] = /build\/spec\/(.*)\.spec\.js$/.exec(path.replaceAll('\\', '/'));
      if (name === mutated) return 0;
      return dirname(name) === dirname(mutated) ? 1 : 2;
    };
    return tests
      .map((test) => ({ test, rank: rankOf(test.path), size: statSync(test.path).size }))
      .sort((a, b) => a.rank - b.rank || a.size - b.size)
      .map(({ test }) => test);
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {
    // The next mutant fails elsewhere.
  }
}
