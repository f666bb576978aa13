/**
 * How much faster the library is than the seed of this project was.
 *
 * `faster_than_seed`: the seed's median, for this machine's speed, over the median CPU of fresh nodes whose constants are
 * not kept between runs; each workload in processes of its own. The fixed loop scales the seed's figures as it does bars.
 */
import type { Options, Row } from './harness/bench.js';
import { Desk } from './harness/desk.js';
import { slowness } from './harness/fixed-loop.js';
import { answerOf } from './harness/programs.js';
import type { Risen, Rising } from './harness/rising.js';
import { median } from './harness/statistics.js';
import type { SeedQuestion } from './seed/one.js';
import { WORKLOADS } from './seed/table.js';

export const name = 'seed';

/** Processes of a workload; the one whose median is least counts. */
const PROCESSES = 3;

export function run({ quick }: Options): readonly Row[] {
  const desk = new Desk(name, quick);
  const rising = (from: number): Rising =>
    quick ? { from, runs: 3, most: 1, warmUp: 1 } : { from, runs: 32, most: 1000, warmUp: 2000 };
  const chosen = quick ? WORKLOADS.filter((_, i) => i % 6 === 0) : WORKLOADS;
  for (const { name: workload, bits, seed, bar } of chosen) {
    const question: SeedQuestion = { name: workload, rising: rising(bits) };
    const risen = Array.from(
      { length: quick ? 1 : PROCESSES },
      () => answerOf('seed/one', question) as Risen,
    );
    const time = Math.min(...risen.map(({ times }) => median(times)));
    const slower = slowness(Math.min(...risen.map(({ loop }) => loop)));
    const of = `${workload}, ${String(bits)} bits`;
    desk.tell(of, 'workload_us', time);
    const faster = (seed * slower) / time;
    if (bar === undefined) desk.tell(of, 'faster_than_seed', faster);
    else desk.hold(of, 'faster_than_seed', faster, bar, '>=');
  }
  return desk.rows();
}
