/**
 * How the scheduler chooses, step by step, for who works on it: lib/coordinator/README.md explains what this
 * prints. It imports internals, as no other example does, to show the numbers behind each choice.
 *
 * Costs are declared and the clock is their sum, so the program prints the same on every machine.
 */
import { sin } from 'pincer';
import {
  admission,
  checkGoal,
  Coordinator,
  Graph,
  placementByPrior,
  resultOf,
} from 'pincer/coordinator';
import { builtinRegistry, createStepHost, fromErrorData, registryKey } from 'pincer/execution';
import type { Lease } from 'pincer/execution';
import { refined } from 'pincer/refiner';
import type { Refiner } from 'pincer/refiner';
import { judge } from '#lib/coordinator/goals/verdict.js';
import { Shares } from '#lib/coordinator/wave/shares.js';
import { ConePositions } from '#lib/graph/cone-positions.js';
import { coneOf } from '#lib/graph/cone.js';

interface State extends Record<string, number | bigint> {
  readonly lower: bigint;
  readonly bits: number;
}

/** The zero between 1 and 2 of an increasing function, by bisection: a few bits per step, for a fixed cost. */
function bisection(
  name: string,
  bitsPerStep: number,
  cost: number,
  isBelow: (middle: bigint, one: bigint) => boolean,
): Refiner<null, State> {
  return {
    name,
    version: 1,
    initial: () => ({ kind: 'narrow', lo: 1n, width: 1, exp: 0 }),
    start: () => ({ lower: 1n, bits: 0 }),
    step({ state: { lower, bits } }) {
      const end = bits + bitsPerStep;
      while (bits < end) {
        bits++;
        const middle = 2n * lower + 1n;
        lower = isBelow(middle, 1n << BigInt(bits)) ? middle : middle - 1n;
      }
      return {
        state: { lower, bits },
        bounds: { kind: 'narrow', lo: lower, width: 1, exp: -bits },
        cost,
        bits,
      };
    },
  };
}

/** sqrt(2), 4 bits per step; and the real x with x^3 = x + 1, 8 bits per step for three times the cost. */
const root2 = bisection('root2', 4, 10_000, (x, one) => x * x <= 2n * one * one);
const plastic = bisection('plastic', 8, 30_000, (x, one) => x ** 3n <= (x + one) * one * one);

const value = refined(root2, null)
  .multiply(8)
  .add(sin(refined(plastic, null)));
const goal = checkGoal({ eps: '1e-5' });

const registry = builtinRegistry();
for (const refiner of [root2, plastic]) {
  registry.set(registryKey(refiner.name, refiner.version), refiner);
}
const host = createStepHost(registry);
const graph = new Graph();
const root = admission(graph, registry)(value);
const coordinator = new Coordinator({
  graph,
  incarnation: 'walk',
  reviveError: fromErrorData,
  placement: placementByPrior(),
  observed: true,
});
coordinator.admit({ ...root, goal }, 0);

const cone = coneOf(graph, [root.root]);
const positions = new ConePositions(cone);

/** A base-2 logarithm as a power of two. */
function power(log: number): string {
  if (Number.isFinite(log)) return `2^${log.toFixed(2)}`;
  return log > 0 ? 'infinity' : '0';
}

function print(...cells: readonly string[]): void {
  console.log(`  ${cells.map((cell) => cell.padEnd(13)).join('')}`.trimEnd());
}

/** What the wave that has just started knows of its nodes: computed by its own class, over the same bounds. */
function sharesNow(): Shares {
  const { allowance, leapAllowance } = judge(goal, graph.boundsOf(root.root), undefined);
  const aim = { type: 'narrow', focus: root.root, allowance, leapAllowance } as const;
  return new Shares(graph, cone, positions, { ...aim, everySource: false }, false);
}

function printShares(shares: Shares): void {
  const { allowance } = judge(goal, graph.boundsOf(root.root), undefined);
  console.log(
    `narrow the root, ${power(graph.widthOf(root.root))} wide: ` +
      `allowance ${power(allowance)}, share ${power(shares.share)}, limit ${power(shares.limit)}`,
  );
  print('node', 'width', 'sensitivity', 'contribution');
  for (const [p, node] of cone.entries()) {
    print(
      graph.describe(node),
      power(graph.widthOf(node)),
      power(shares.sensitivityTo(p)),
      power(shares.contributionOf(p)),
    );
  }
  print('step', 'why', 'demand', 'width', 'cost', 'contribution', 'then', 'estimate');
}

/** Runs the step of a lease; shows what was asked of it and what it brought. */
function runStep(lease: Lease, shares: Shares | undefined, now: number): number {
  const { node, demand } = lease;
  const p = positions.of(node);
  const before = shares?.contributionOf(p) ?? Infinity;
  const settlement = host.run(lease, { stopRequested: () => false });
  if (settlement.kind !== 'result') throw new Error(`the lease has ${settlement.kind}`);
  const { cost = 1 } = settlement.result;
  coordinator.settle(lease, settlement, now + cost);
  const [name, width] = [graph.describe(node), power(graph.widthOf(node))];
  if (shares === undefined) {
    print(name, 'mandatory', power(demand.width), width, String(cost));
    return cost;
  }
  shares.measure(p);
  print(
    name,
    before > shares.threshold ? 'mandatory' : 'optional',
    power(demand.width),
    width,
    String(cost),
    power(before),
    power(shares.contributionOf(p)),
    power(shares.estimate),
  );
  return cost;
}

let now = 0;
let shares: Shares | undefined;
console.log('discover: every refiner takes a first look');
print('step', 'why', 'demand', 'width', 'cost');
for (;;) {
  const { run, outcomes, events } = coordinator.poll([{ id: 0, kind: 'inline' }], now);
  const [outcome] = outcomes;
  if (outcome !== undefined) {
    const { status, lower, upper } = resultOf(goal, outcome);
    console.log(`${status}: the root is ${power(graph.widthOf(root.root))} wide`);
    console.log(`between ${String(lower)} and ${String(upper)}`);
    console.log(`steps ${String(outcome.statistics.steps)}, cost ${String(now)}`);
    break;
  }
  const [next] = run;
  if (next === undefined) throw new Error('no step is left, and the operation has not ended');
  const isNarrowing = next.lease.demand.width < Infinity;
  // A wave begins with a flush, which narrows the root.
  if (
    isNarrowing &&
    (shares === undefined || events.some(({ type }) => type === 'root-narrowed'))
  ) {
    shares = sharesNow();
    printShares(shares);
  }
  now += runStep(next.lease, shares, now);
}
