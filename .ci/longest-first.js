/**
 * Starts the specs that take longest first, so that none of them runs on beside an idle core at the end. Jest knows how
 * long a spec took from the run before; a bare checkout has had none, and would go by the sizes of files.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Sequencer from '@jest/test-sequencer';

/** Those of ten seconds and more, the longest first: most start processes, browsers or servers. */
const LONGEST = [
  'bench/programs',
  'docs/readme',
  'playground/playground',
  'coordinator/schedules',
  'browser/browser',
  'docs/arrows',
  'cli/main',
  'execution/contexts/process',
  'package/as-published',
  'package/embedded',
  'bench/policies',
  'bullmq/deaths',
  'bullmq/memory',
  'docs/examples',
  'session/failure',
];

const paths = LONGEST.map((name) =>
  fileURLToPath(new URL(`../build/spec/${name}.spec.js`, import.meta.url)),
);
const gone = paths.find((path) => !existsSync(path));
if (gone !== undefined) throw new Error(`.ci/longest-first.js names a spec that is none: ${gone}`);

const rankOf = ({ path }) => {
  const rank = paths.indexOf(path);
  return rank < 0 ? paths.length : rank;
};

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
