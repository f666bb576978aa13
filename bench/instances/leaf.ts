import type { NodeId } from '#lib/graph/node.js';
import type { Engine } from '../engine/engine.js';
import type { Random } from '../harness/random.js';
import type { Choice } from '../optimum/choices.js';
import type { Profile } from './profile.js';

/** A profiled refiner under a weight. */
export interface Leaf {
  readonly profile: Profile;
  readonly weight: number;
  readonly value: number;
  readonly below: number;
}

export function drawLeaf(random: Random, profile: Profile, weight: number): Leaf {
  return {
    profile,
    weight,
    value: Math.fround(random.between(1, 4)),
    below: random.integer(0, 4) / 4,
  };
}

/** A weight with a short mantissa: 2^k or 1.5 * 2^k, so that it scales widths exactly. */
export function drawWeight(random: Random): number {
  return random.pick([1, 1.5]) * 2 ** random.integer(-3, 3);
}

export function buildLeaf(engine: Engine, { profile, weight, value, below }: Leaf): NodeId {
  const node = engine.node('profiled', [], { ...profile, value, below });
  if (weight === 1) return node;
  const factor = engine.node('rational', [], { n: BigInt(weight * 2 ** 20), d: 2n ** 20n });
  return engine.node('multiply', [factor, node]);
}

/** What a leaf can be stepped to. The first step is never spared: a request looks once at every refiner. */
export function choicesOf({ profile, weight }: Leaf): Choice[] {
  const choices: Choice[] = [];
  let cost = 0;
  for (let k = 1; k < profile.widths.length; k++) {
    cost += profile.costs[k - 1]!;
    choices.push({ width: profile.widths[k]! * weight, cost });
  }
  return choices;
}
