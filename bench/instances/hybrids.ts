/** Function refiners with an error of their own over one to eight leaves. */
import type { Engine } from '../engine/engine.js';
import type { NodeId } from '#lib/graph/node.js';
import type { Random } from '../harness/random.js';
import type { Choice } from '../optimum/choices.js';
import { leastCost } from '../optimum/separable.js';
import { SURE_PART } from './instance.js';
import type { Family, Instance } from './instance.js';
import { buildLeaf, choicesOf, drawLeaf, drawWeight } from './leaf.js';
import type { Leaf } from './leaf.js';
import { curved, doubling, factorial, linear } from './profile.js';
import type { Profile } from './profile.js';

interface Hybrid {
  readonly own: Profile;
  readonly tells: boolean;
  readonly leaves: readonly Leaf[];
}

const shapes = [linear, linear, factorial, curved, doubling];

function drawHybrid(random: Random, inputs: number, bits: number): Hybrid {
  const drawing = { least: 2 ** -(bits + Math.log2(inputs + 1) + 8), spread: 2 };
  const profile = (): Profile => random.pick(shapes)(random, drawing);
  return {
    own: profile(),
    tells: random.next() < 0.75,
    leaves: Array.from({ length: inputs }, () => drawLeaf(random, profile(), drawWeight(random))),
  };
}

function buildHybrid(engine: Engine, { own, tells, leaves }: Hybrid): NodeId {
  return engine.node(
    'mixture',
    // The weight is the hybrid's slope, so the leaf itself has none.
    leaves.map((leaf) => buildLeaf(engine, { ...leaf, weight: 1 })),
    { ...own, value: 0, below: 0.5, slopes: leaves.map(({ weight }) => weight), tells },
  );
}

/**
 * The choices of a hybrid and its leaves, in two cases: the leaves stay at their first look, or they
 * go on, and then the hybrid has to look again at least once.
 */
function casesOf({ own, leaves }: Hybrid): (readonly Choice[])[][] {
  const evaluations = choicesOf({ profile: own, weight: 1, value: 0, below: 0 });
  const inputs = leaves.map(choicesOf);
  return [
    [evaluations, ...inputs.map((choices) => choices.slice(0, 1))],
    [evaluations.slice(1), ...inputs],
  ];
}

function drawInstance(random: Random, sizes: readonly number[]): Instance {
  const bits = random.between(10, 40);
  const hybrids = sizes.map((inputs) => drawHybrid(random, inputs, bits));
  const start = hybrids
    .flatMap(({ own, leaves }) => [
      own.widths[0]!,
      ...leaves.map(({ profile, weight }) => profile.widths[0]! * weight),
    ])
    .reduce((a, b) => a + b);
  const eps = start * 2 ** -bits;
  return {
    goal: { eps },
    build(engine) {
      const roots = hybrids.map((hybrid) => buildHybrid(engine, hybrid));
      return roots.length === 1 ? roots[0]! : engine.node('add', roots);
    },
    optimum(known, part = SURE_PART) {
      let best = { cost: Infinity, exact: true };
      // All combinations of the cases of each hybrid: four at most.
      const combinations = hybrids
        .map(casesOf)
        .reduce<(readonly Choice[])[][]>(
          (all, cases) => all.flatMap((groups) => cases.map((more) => [...groups, ...more])),
          [[]],
        );
      for (const groups of combinations) {
        const found = leastCost(groups, eps * part, Math.min(known, best.cost));
        if (found.cost < best.cost) best = found;
      }
      return best;
    },
  };
}

export const hybrids: readonly Family[] = [
  { name: 'hybrid m=1', draw: (random) => drawInstance(random, [1]) },
  { name: 'hybrid m=3', draw: (random) => drawInstance(random, [3]) },
  { name: 'hybrid m=8', draw: (random) => drawInstance(random, [8]) },
  { name: 'two hybrids m=2', draw: (random) => drawInstance(random, [2, 2]) },
];
