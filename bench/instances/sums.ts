/** Separable roots: weighted sums of profiled leaves. */
import type { Random } from '../harness/random.js';
import { leastCost } from '../optimum/separable.js';
import { SURE_PART } from './instance.js';
import type { Family, Instance } from './instance.js';
import { buildLeaf, choicesOf, drawLeaf, drawWeight } from './leaf.js';
import type { Leaf } from './leaf.js';
import {
  curved,
  doubling,
  factorial,
  harmonic,
  irregular,
  linear,
  plateaus,
  staircase,
} from './profile.js';
import type { Shape } from './profile.js';

interface SumOptions {
  readonly leaves: number;
  readonly shapes: readonly Shape[];
  /** How many bits narrower than at the start the root is to become, from and to. */
  readonly bits: readonly [number, number];
  /** Costs are spread over 2^(+-spread). */
  readonly spread: number;
}

function drawSum(random: Random, { leaves, shapes, bits, spread }: SumOptions): Instance {
  const wanted = random.between(...bits);
  const weighted = random.next() < 0.5;
  const drawing = { least: 2 ** -(wanted + Math.log2(leaves) + 8), spread };
  const terms: Leaf[] = Array.from({ length: leaves }, () => {
    const profile = random.pick(shapes)(random, drawing);
    return drawLeaf(random, profile, weighted ? drawWeight(random) : 1);
  });
  const start = terms.reduce((sum, { profile, weight }) => sum + profile.widths[0]! * weight, 0);
  const eps = start * 2 ** -wanted;
  return {
    goal: { eps },
    build: (engine) =>
      engine.node(
        'add',
        terms.map((term) => buildLeaf(engine, term)),
      ),
    optimum: (known, part = SURE_PART) => leastCost(terms.map(choicesOf), eps * part, known),
  };
}

function family(name: string, options: SumOptions): Family {
  return { name, draw: (random) => drawSum(random, options) };
}

const smooth = [linear, linear, factorial, curved];
const every = [linear, factorial, curved, doubling, harmonic, plateaus, staircase];

export const sums: readonly Family[] = [
  ...[4, 8, 16, 32].map((leaves) =>
    family(`smooth n=${String(leaves)}`, { leaves, shapes: smooth, bits: [16, 48], spread: 2 }),
  ),
  family('cost spread 2^+-6', { leaves: 8, shapes: smooth, bits: [16, 48], spread: 6 }),
  family('low precision 2^-8', { leaves: 8, shapes: smooth, bits: [8, 8], spread: 2 }),
  family('plateaus', { leaves: 8, shapes: [plateaus], bits: [12, 40], spread: 2 }),
  family('staircases', { leaves: 8, shapes: [staircase], bits: [12, 40], spread: 2 }),
  family('irregular', { leaves: 8, shapes: [irregular], bits: [12, 40], spread: 2 }),
  family('harmonic', { leaves: 8, shapes: [harmonic], bits: [6, 10], spread: 2 }),
  family('doubling', { leaves: 8, shapes: [doubling], bits: [16, 64], spread: 2 }),
  family('mixed', { leaves: 8, shapes: every, bits: [8, 14], spread: 2 }),
];
