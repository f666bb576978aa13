/**
 * Work: what workers bring to Pincer's own functions, on real threads and by real time.
 *
 * Every comparison is of works that take turns within one run, each with values that none has seen. The whole run ends
 * within six minutes: what there is no time for, on a machine that is busy, is unmeasured.
 */
import { automatic } from './work/automatic.js';
import type { Options, Row } from './harness/bench.js';
import { limits } from './work/limits.js';
import { preemption } from './work/preemption.js';
import { speed } from './work/speed.js';

export const name = 'work';

/** When each part is to begin no further round, in milliseconds since the start. */
const ENDS = { speed: 190_000, automatic: 240_000, preemption: 265_000, limits: 320_000 };

export async function run({ seed, quick }: Options): Promise<readonly Row[]> {
  const start = performance.now();
  return [
    ...(await speed(quick, start + ENDS.speed)),
    ...(await automatic(quick, start + ENDS.automatic)),
    await preemption(quick, start + ENDS.preemption),
    ...(await limits(seed, quick, start + ENDS.limits)),
  ];
}
