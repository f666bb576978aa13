/**
 * Bounds in doubles against a program that shares no line with the library: PARI, where it is installed (Debian's
 * pari-gp). SPEC_EFFORT=1000 makes it a million points of each function.
 */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { fromDouble } from '#lib/exact/double.js';
import { SeededGenerator } from '#lib/exact/seeded.js';
import { exactly } from '#lib/kernels/doubles/bounds.js';
import { runs } from '#spec/support/effort.js';
import { CASES } from './cases.js';
import type { Case } from './cases.js';

const POINTS = runs(1000);
/** What one run of PARI gets. */
const BATCH = 50_000;
/** Digits that PARI carries: beside 1 and at the worst reductions 20 of them are lost. */
const CARRIED = 57;
/** Shown by a failure. */
const seed = Date.now() % 2 ** 31;

const installed = spawnSync('gp', ['--version-short'], { stdio: 'ignore' }).status === 0;
if (!installed) {
  process.stderr.write(
    'doubles/pari.spec: skipped, there is no gp on the PATH (apt-get install pari-gp)\n',
  );
}

/** A double as PARI reads it, exactly. */
function exactText(x: number): string {
  const { m, e } = fromDouble(x);
  return `${m.toString()}*2^${String(e)}`;
}

/** How many values PARI compared, and the first operands whose value lies outside the bounds. */
function compared(each: Case, random: SeededGenerator, count: number): [number, number[][]] {
  const points = Array.from({ length: count }, () => each.operands(random));
  const lines = points.map((operands, i) => {
    const { lo, hi } = each.doubles(...operands.map(exactly));
    // The largest doubles have bounds beyond them.
    const ends = [lo, Math.min(hi, Number.MAX_VALUE)].map(exactText).join(',');
    return `t(${String(i)},${each.pari(...operands.map(exactText))},${ends});`;
  });
  const program = [
    `default(realprecision, ${String(CARRIED)});`,
    'n = 0; t(i, v, lo, hi) = { n++; if (!(lo <= v && v <= hi), print(i)) };',
    ...lines,
    'print("n", n);',
  ].join('\n');
  const { stdout } = spawnSync('gp', ['-q', '-f', '-s', '256M'], {
    input: program,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const answers = stdout.trim().split('\n');
  const done = Number(answers.pop()!.slice(1));
  return [done, answers.slice(0, 3).map((i) => points[Number(i)]!)];
}

(installed ? describe : describe.skip)('PARI has its values within bounds in doubles', () => {
  it.each(CASES)(
    '$title',
    (each) => {
      const random = new SeededGenerator(seed);
      for (let left = POINTS; left > 0; left -= BATCH) {
        const count = Math.min(left, BATCH);
        const [done, outside] = compared(each, random, count);
        expect({ seed, done, outside }).toEqual({ seed, done: count, outside: [] });
      }
    },
    600_000,
  );
});
