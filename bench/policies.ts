/**
 * The library's pull policy against the other ways of scheduling, by declared cost.
 *
 * `over_best_policy` is the cost of pull over that of another policy, as a geometric mean over a
 * family's instances, for the policy against which pull looks worst. A policy that does not meet a
 * goal on some instance, or takes more than 64 times the steps of pull, is out of the running there: its
 * instance would speak for pull.
 *
 * `chain_1024_over_optimum` is the library's cost on a chain of 1,024 leaping terms over the least
 * cost; the other splits of the allowance stand beside it.
 */
import type { Options, Row } from './harness/bench.js';
import { Random } from './harness/random.js';
import { geometricMean } from './harness/statistics.js';
import { chains } from './instances/chains.js';
import { instanceEngine } from './instances/instance.js';
import type { Instance } from './instances/instance.js';
import type { Port } from '#policies/port.js';
import { MOST_STEPS } from './engine/engine.js';
import type { Engine } from './engine/engine.js';
import { FAMILIES } from './oracle.js';
import { Caps } from '#policies/caps.js';
import { Push } from '#policies/push.js';
import { Rounds, RoundsWithEarlyExit } from '#policies/rounds.js';
import { SharedTarget } from '#policies/shared-target.js';
import { EPSILON_SPLIT_FACTOR, FlatSplit, MarginalSplit, SplitByLevel } from './policies/splits.js';

export const name = 'policies';

type Maker = (engine: Engine) => Port;

const POLICIES: Readonly<Record<string, Maker>> = {
  push: ({ graph }) => new Push(graph),
  shared_target: ({ graph }) => new SharedTarget(graph),
  rounds: ({ graph }) => new Rounds(graph),
  caps: ({ graph }) => new Caps(graph),
  rounds_early_exit: ({ graph }) => new RoundsWithEarlyExit(graph),
};

const SPLITS: Readonly<Record<string, Maker>> = {
  equal: ({ graph }) => new SplitByLevel(graph, 2),
  factor_16: ({ graph }) => new SplitByLevel(graph, EPSILON_SPLIT_FACTOR),
  flat: ({ graph }) => new FlatSplit(graph),
  marginal: ({ graph }) => new MarginalSplit(graph),
};

const pull: Maker = (engine) => engine.coordinator();

const INSTANCES = 60;
const QUICK_INSTANCES = 1;
/** In others some policies meet no goal, which takes them long. */
const QUICK_FAMILIES = 3;
const TERMS = 1024;
const QUICK_TERMS = 64;
const BAR = 1.02;
/** A policy that takes more than this many times the steps of pull has not met the goal. */
const MOST_TIMES = 64;

interface Spent {
  readonly cost: number;
  readonly steps: number;
}

/** What a policy spends on an instance; undefined where it does not meet the goal within so many steps. */
function spentOn(instance: Instance, policy: Maker, most = MOST_STEPS): Spent | undefined {
  const engine = instanceEngine();
  const root = instance.build(engine);
  const play = engine.playWithin(most, policy(engine), root, instance.goal);
  return play?.outcome.status === 'met' ? play : undefined;
}

/** What pull spends; it meets every goal. */
function spentByPull(instance: Instance): Spent {
  const spent = spentOn(instance, pull);
  if (spent === undefined) throw new Error('policies: pull has not met a goal');
  return spent;
}

function comparePolicies({ seed, quick }: Options): Row[] {
  const rows: Row[] = [];
  FAMILIES.slice(0, quick ? QUICK_FAMILIES : FAMILIES.length).forEach((family, number) => {
    const random = new Random(seed).fork(1000 + number);
    const over = new Map(Object.keys(POLICIES).map((policy) => [policy, [] as number[]]));
    for (let i = 0; i < (quick ? QUICK_INSTANCES : INSTANCES); i++) {
      const instance = family.draw(random.fork(i));
      const own = spentByPull(instance);
      for (const [policy, make] of Object.entries(POLICIES)) {
        const other = spentOn(instance, make, MOST_TIMES * own.steps);
        if (other !== undefined) over.get(policy)!.push(own.cost / other.cost);
      }
    }
    let worst = 0;
    for (const [policy, ratios] of over) {
      const metric = `over_${policy}`;
      const row = { bench: name, case: family.name, metric };
      if (ratios.length === 0) {
        rows.push({ ...row, value: null, unmeasured: 'it met no goal of this family' });
        continue;
      }
      const value = geometricMean(ratios);
      worst = Math.max(worst, value);
      rows.push({ ...row, value });
    }
    const bar = quick ? {} : { bar: BAR };
    rows.push({ bench: name, case: family.name, metric: 'over_best_policy', value: worst, ...bar });
  });
  return rows;
}

function compareSplits({ seed, quick }: Options): Row[] {
  return chains(new Random(seed), quick ? QUICK_TERMS : TERMS).flatMap(
    ({ name: chain, instance }) => {
      const row = { bench: name, case: chain };
      const optimum = instance.optimum(Infinity).cost;
      const rows: Row[] = Object.entries(SPLITS).map(([split, make]) => ({
        ...row,
        metric: `${split}_over_optimum`,
        value: (spentOn(instance, make)?.cost ?? Infinity) / optimum,
      }));
      const value = spentByPull(instance).cost / optimum;
      return [
        ...rows,
        { ...row, metric: 'chain_1024_over_optimum', value, ...(quick ? {} : { bar: BAR }) },
      ];
    },
  );
}

export function run(options: Options): Row[] {
  return [...comparePolicies(options), ...compareSplits(options)];
}
