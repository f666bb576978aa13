/**
 * Work: what workers bring to Pincer's own functions, on real threads and by real time.
 *
 * Every comparison is of works that take turns within one run, each with values that none has seen. The whole run ends
 * within ten minutes: what a part has no time for, on a machine that is busy, is unmeasured.
 */
import { anytime } from './work/anytime.js';
import { automatic } from './work/automatic.js';
import type { Options, Row } from './harness/bench.js';
import { ladder } from './work/ladder.js';
import { limits } from './work/limits.js';
import { policies } from './work/policies.js';
import { preemption } from './work/preemption.js';
import { speed } from './work/speed.js';

export const name = 'work';

interface Part {
  /** After so many milliseconds it begins no further round. */
  readonly most: number;
  readonly run: (options: Options, end: number) => readonly Row[] | Promise<readonly Row[]>;
}

const PARTS: Readonly<Record<string, Part>> = {
  speed: { most: 170_000, run: ({ quick }, end) => speed(quick, end) },
  automatic: { most: 50_000, run: ({ quick }, end) => automatic(quick, end) },
  preemption: { most: 25_000, run: async ({ quick }, end) => [await preemption(quick, end)] },
  limits: { most: 75_000, run: ({ seed, quick }, end) => limits(seed, quick, end) },
  policies: { most: 40_000, run: ({ quick }, end) => policies(quick, end) },
  ladder: { most: 30_000, run: ({ quick }, end) => ladder(quick, end) },
  anytime: { most: 240_000, run: ({ quick }, end) => anytime(quick, end) },
};

export const parts = Object.keys(PARTS);

export async function run(options: Options): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const part of options.part === undefined ? parts : [options.part]) {
    const { most, run: runPart } = PARTS[part]!;
    rows.push(...(await runPart(options, performance.now() + most)));
  }
  return rows;
}
