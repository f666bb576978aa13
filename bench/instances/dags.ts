/** Small roots that are not sums: products, squares, quotients, shared nodes, over three profiled leaves. */
import type { NodeId } from '#lib/graph/node.js';
import type { Engine } from '../engine/engine.js';
import type { Random } from '../harness/random.js';
import { leastLatticeCost } from '../optimum/lattice.js';
import { SURE_PART } from './instance.js';
import type { Family, Instance } from './instance.js';
import { buildLeaf, drawLeaf } from './leaf.js';
import type { Leaf } from './leaf.js';
import { doubling, factorial, linear } from './profile.js';

interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/** One operation on earlier values; 0, 1 and 2 are the leaves, 3 is the first operation's value. */
type Operation = readonly [
  op: 'add' | 'multiply' | 'divide' | 'negate' | 'square',
  ...args: number[],
];

const SHAPES: Readonly<Record<string, readonly Operation[]>> = {
  'a b + c': [
    ['multiply', 0, 1],
    ['add', 3, 2],
  ],
  'a b c': [['multiply', 0, 1, 2]],
  '(a + b)^2 c': [
    ['add', 0, 1],
    ['square', 3],
    ['multiply', 4, 2],
  ],
  'a / b + c': [
    ['divide', 0, 1],
    ['add', 3, 2],
  ],
  '(a + b) / (b + c)': [
    ['add', 0, 1],
    ['add', 1, 2],
    ['divide', 3, 4],
  ],
  'a b + b c + c a': [
    ['multiply', 0, 1],
    ['multiply', 1, 2],
    ['multiply', 2, 0],
    ['add', 3, 4, 5],
  ],
  'a b / c + a': [
    ['multiply', 0, 1],
    ['divide', 3, 2],
    ['add', 4, 0],
  ],
  '(a - b)^2 + a c': [
    ['negate', 1],
    ['add', 0, 3],
    ['square', 4],
    ['multiply', 0, 2],
    ['add', 5, 6],
  ],
};

function buildOperation(
  engine: Engine,
  [op, ...args]: Operation,
  values: readonly NodeId[],
): NodeId {
  const children = args.map((arg) => values[arg]!);
  return op === 'square' ? engine.node('pow', children, 2n) : engine.node(op, children);
}

/** Plain interval arithmetic in doubles: goals stay far above what their rounding could change. */
function apply([op, ...args]: Operation, values: readonly Interval[]): Interval {
  const [x, y] = [values[args[0]!]!, values[args[1] ?? 0]!];
  switch (op) {
    case 'add':
      return args
        .map((arg) => values[arg]!)
        .reduce((a, b) => ({ lo: a.lo + b.lo, hi: a.hi + b.hi }));
    case 'multiply':
      return args.map((arg) => values[arg]!).reduce(times);
    case 'divide':
      return times(x, { lo: 1 / y.hi, hi: 1 / y.lo });
    case 'negate':
      return { lo: -x.hi, hi: -x.lo };
    case 'square': {
      const ends = [x.lo * x.lo, x.hi * x.hi];
      return { lo: x.lo < 0 && x.hi > 0 ? 0 : Math.min(...ends), hi: Math.max(...ends) };
    }
  }
}

function times(x: Interval, y: Interval): Interval {
  const ends = [x.lo * y.lo, x.lo * y.hi, x.hi * y.lo, x.hi * y.hi];
  return { lo: Math.min(...ends), hi: Math.max(...ends) };
}

function boundsAfter({ profile, value, below }: Leaf, steps: number): Interval {
  const width = profile.widths[steps]!;
  return { lo: value - width * below, hi: value + width * (1 - below) };
}

function rootWidth(
  operations: readonly Operation[],
  leaves: readonly Leaf[],
  steps: readonly number[],
): number {
  const values = leaves.map((leaf, i) => boundsAfter(leaf, steps[i]!));
  for (const operation of operations) values.push(apply(operation, values));
  const root = values.at(-1)!;
  return root.hi - root.lo;
}

function totalCosts(costs: readonly number[]): number[] {
  const totals = [0];
  for (const cost of costs) totals.push(totals.at(-1)! + cost);
  return totals;
}

function drawDag(random: Random): Instance {
  const operations = SHAPES[random.pick(Object.keys(SHAPES))]!;
  const bits = random.between(6, 24);
  const leaves: Leaf[] = Array.from({ length: 3 }, () => {
    const shape = random.pick([linear, linear, factorial, doubling]);
    const { widths, costs } = shape(random, { least: 2 ** -(bits + 6), spread: 2 });
    // An eighth of the usual widths, so that divisors keep away from zero.
    return drawLeaf(random, { widths: widths.map((width) => width / 8), costs }, 1);
  });
  const eps = rootWidth(operations, leaves, [0, 0, 0]) * 2 ** -bits;
  return {
    goal: { eps },
    build(engine) {
      const values = leaves.map((leaf) => buildLeaf(engine, leaf));
      for (const operation of operations) values.push(buildOperation(engine, operation, values));
      return values.at(-1)!;
    },
    optimum(_known, part = SURE_PART) {
      const limit = eps * part * (1 + 1e-9);
      const [a, b, c] = leaves.map(({ profile }) => totalCosts(profile.costs));
      const met = (...steps: readonly number[]): boolean =>
        rootWidth(operations, leaves, steps) <= limit;
      return { cost: leastLatticeCost([a!, b!, c!], met, 1), exact: true };
    },
  };
}

export const dags: readonly Family[] = [{ name: 'non-linear', draw: drawDag }];
