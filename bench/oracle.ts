/**
 * Cost over that of an oracle which knows every refiner's profile in advance, by family of random
 * problems. Cost is the declared cost of accepted steps.
 *
 * A request looks once at every refiner before it may end, since a value might turn out to be
 * undefined; so the oracle takes the first step of each refiner too, and leaps start from there.
 * Everything else it is free to choose. It holds the root to the same width as the goal does, and to
 * that of the play where this ended wider.
 */
import type { Goal } from '#lib/coordinator/goals/goal.js';
import { widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import type { Options, Row } from './harness/bench.js';
import { Random } from './harness/random.js';
import { quantile } from './harness/statistics.js';
import { dags } from './instances/dags.js';
import { hybrids } from './instances/hybrids.js';
import { instanceEngine, SURE_PART } from './instances/instance.js';
import type { Family, Instance } from './instances/instance.js';
import { recorded } from './instances/recorded.js';
import { sums } from './instances/sums.js';

export const name = 'oracle';

export const FAMILIES: readonly Family[] = [...sums, ...dags, ...hybrids, ...recorded];

const INSTANCES = 480;
const QUICK_INSTANCES = 1;

const BARS = [
  { metric: 'cost_over_oracle_median', q: 0.5, bar: 1.01 },
  { metric: 'cost_over_oracle_p95', q: 0.95, bar: 1.1 },
  { metric: 'cost_over_oracle_p99', q: 0.99, bar: 1.25 },
  { metric: 'cost_over_oracle_worst', q: 1, bar: 1.5 },
];

/** Below 1 by more than this the oracle would be no oracle. Recorded slopes and errors are rounded. */
const BELOW_ONE = 0.999;

export function run({ seed, quick }: Options): Row[] {
  const rows: Row[] = [];
  FAMILIES.forEach((family, number) => {
    const random = new Random(seed).fork(number);
    const ratios: number[] = [];
    for (let i = 0; i < (quick ? QUICK_INSTANCES : INSTANCES); i++) {
      ratios.push(costOverOracle(family.draw(random.fork(i))));
    }
    const least = Math.min(...ratios);
    if (least < BELOW_ONE)
      throw new Error(`oracle: ${family.name}: a cost of ${String(least)} of the least`);
    // A few instances judge nothing.
    for (const { metric, q, bar } of BARS) {
      const value = quantile(ratios, q);
      rows.push({ bench: name, case: family.name, metric, value, ...(quick ? {} : { bar }) });
    }
  });
  return rows;
}

/** Infinity where the goal is not met. */
export function costOverOracle(instance: Instance): number {
  const engine = instanceEngine();
  const root = instance.build(engine);
  const { outcome, cost } = engine.play(engine.coordinator(), root, instance.goal);
  if (outcome.status !== 'met') return Infinity;
  return cost / instance.optimum(cost, partAllowed(instance.goal, outcome.bounds)).cost;
}

/**
 * The part of the width in a goal that the oracle may leave of a root: as much as is sure to meet it, or as
 * much as a play was found to have met it with, where what is printed of its bounds was narrow by chance.
 */
export function partAllowed(goal: Goal, bounds: Enclosure): number {
  const { bits, eps } = goal;
  const allowed = bits !== undefined ? -bits : eps !== undefined ? Math.log2(Number(eps)) : NaN;
  if (Number.isNaN(allowed)) throw new RangeError('oracle: a goal that is no width');
  return Math.max(SURE_PART, 2 ** (widthLog2(bounds) - allowed));
}
