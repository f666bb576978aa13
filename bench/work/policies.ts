/**
 * The ways of scheduling on real threads and by real time: what a barrier costs where it is waited for.
 *
 * `pull_over` is the time that the library's coordinator takes over that of another policy, for sums of the same
 * functions of new numbers, in rounds that take turns. A policy that has not met the goal in eight times the time of
 * pull is out of the running.
 */
import { ThreadContext } from '#lib/execution/contexts/thread.js';
import { Coordinator } from '#lib/coordinator/coordinator.js';
import { checkGoal } from '#lib/coordinator/goals/goal.js';
import { placementByPrior } from '#lib/coordinator/leases/prior-placement.js';
import { fromErrorData } from '#lib/execution/host/error-data.js';
import { Graph } from '#lib/graph/graph.js';
import { builtinRegistry } from '#lib/refiners/builtin.js';
import { Caps } from '#policies/caps.js';
import type { Policy } from '#policies/policy.js';
import type { Port } from '#policies/port.js';
import { PushOnSlots } from '#policies/push.js';
import { Rounds, RoundsWithEarlyExit } from '#policies/rounds.js';
import { SharedTarget } from '#policies/shared-target.js';
import { admission } from 'pincer/coordinator';
import { sum } from 'pincer';
import type { Real } from 'pincer';
import type { Row } from '../harness/bench.js';
import { median } from '../harness/statistics.js';
import { EPSILON_SPLIT_FACTOR, SplitByLevel } from '../policies/splits.js';
import { playOnThreads } from './threads.js';
import type { Played } from './threads.js';
import { turnOf, valueOf } from './values.js';

type Maker = (graph: Graph, incarnation: string) => Port;

/** The most leases of one request. */
const MOST_LEASES = 4000;

const named =
  (make: (graph: Graph) => Policy): Maker =>
  (graph, incarnation) => {
    const policy = make(graph);
    policy.incarnation = incarnation;
    return policy;
  };

const pull: Maker = (graph, incarnation) =>
  new Coordinator({
    ...{ graph, incarnation, reviveError: fromErrorData },
    placement: placementByPrior({ remote: () => true }),
  });

const OTHERS: Readonly<Record<string, Maker>> = {
  push: named((graph) => new PushOnSlots(graph, MOST_LEASES)),
  shared_target: named((graph) => new SharedTarget(graph, MOST_LEASES)),
  rounds: named((graph) => new Rounds(graph, MOST_LEASES)),
  rounds_early_exit: named((graph) => new RoundsWithEarlyExit(graph, MOST_LEASES)),
  caps: named((graph) => new Caps(graph, MOST_LEASES)),
  equal_split: named((graph) => new SplitByLevel(graph, 2)),
  factor_16_split: named((graph) => new SplitByLevel(graph, EPSILON_SPLIT_FACTOR)),
};

const SLOTS = 2;
const MOST_TIMES = 8;
const PULL_BAR = 1;
const MAKESPAN_BAR = 1.1;

interface Size {
  readonly terms: number;
  readonly digits: number;
  readonly rounds: number;
}

const FULL: Size = { terms: 8, digits: 10_000, rounds: 5 };
const QUICK: Size = { terms: 3, digits: 1000, rounds: 1 };

let runs = 0;
/** Below 30011: a policy rounds sums and products as finely as a root near 1 needs. */
let numbers = 20_000;

/** A sum of the functions of the mix, of numbers that nobody has seen before. */
function newSum({ terms }: Size): Real {
  const first = numbers;
  // The mix begins anew with each sum.
  numbers += turnOf('all functions');
  return sum(
    Array.from({ length: terms }, (_, k) =>
      valueOf(k % 2 === 0 ? 'all functions' : 'exp(sin(x))', first + k),
    ),
  );
}

export async function policies(quick: boolean, end: number): Promise<Row[]> {
  const size = quick ? QUICK : FULL;
  const contexts = Array.from({ length: SLOTS }, () => new ThreadContext({ capacity: 1 }));
  const play = async (make: Maker, slots: number, most: number): Promise<Played | undefined> => {
    const graph = new Graph();
    const { root } = admission(graph, builtinRegistry())(newSum(size));
    const port = make(graph, `bench ${String(++runs)}`);
    const goal = checkGoal({ digits: size.digits });
    return playOnThreads(port, { root, goal }, contexts.slice(0, slots), most);
  };
  const ratios = new Map(Object.keys(OTHERS).map((name) => [name, [] as number[]]));
  const missed = new Set<string>();
  const speedups: number[] = [];
  const overWork: number[] = [];
  const throughput: number[] = [];
  try {
    // The first values compute the constants in every thread, and show the compiler the code.
    for (let i = 0; i < SLOTS; i++) await play(pull, SLOTS, Infinity);
    for (let round = 0; round < size.rounds && performance.now() < end; round++) {
      const alone = await play(pull, 1, Infinity);
      const mine = await play(pull, SLOTS, Infinity);
      if (alone === undefined || mine === undefined)
        throw new Error('policies: pull has not met its goal');
      speedups.push(alone.wall / mine.wall);
      overWork.push(mine.wall / (mine.computed / SLOTS));
      throughput.push(size.terms / (mine.wall / 1000));
      for (const [name, make] of Object.entries(OTHERS)) {
        if (performance.now() >= end) break;
        const other = await play(make, SLOTS, MOST_TIMES * mine.wall);
        if (other === undefined) missed.add(name);
        else ratios.get(name)!.push(mine.wall / other.wall);
      }
    }
  } finally {
    await Promise.all(contexts.map((context) => context.terminate('the bench is over')));
  }
  const of = `${String(size.terms)} functions, ${String(size.digits)} digits, ${String(SLOTS)} threads`;
  const row = (metric: string, values: readonly number[], unmeasured: string, bar?: number): Row =>
    values.length === 0
      ? { bench: 'work', case: of, metric, value: null, unmeasured }
      : {
          ...{ bench: 'work', case: of, metric, value: median(values) },
          ...(bar === undefined || quick ? {} : { bar }),
        };
  return [
    ...[...ratios].map(([name, values]) =>
      row(
        `pull_over_${name}`,
        missed.has(name) ? [] : values,
        missed.has(name)
          ? `it has not met the goal in ${String(MOST_TIMES)} times the time`
          : 'no time was left',
        PULL_BAR,
      ),
    ),
    row('two_threads_over_one', speedups, 'no time was left'),
    row('makespan_over_work_per_thread', overWork, 'no time was left', MAKESPAN_BAR),
    row('functions_per_second', throughput, 'no time was left'),
  ];
}
