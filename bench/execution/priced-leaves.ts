/** Sums of leaves whose steps have costs of their own, for schedules on a virtual clock. */
import type { Lease } from '#lib/coordinator/leases/lease.js';
import { ONE_STEP } from '#lib/coordinator/leases/placement.js';
import type { Placement } from '#lib/coordinator/leases/placement.js';
import type { NodeId } from '#lib/graph/node.js';
import type { Refiner } from '#lib/refiners/refiner.js';
import { stepper } from '#spec/support/refiners.js';
import type { KnownValue } from '#spec/support/refiners.js';
import { World } from '#spec/support/world.js';
import { Random } from '../harness/random.js';

const BITS = 120;

/** How long the step of a lease lasts, on any slot. */
export type Durations = (lease: Lease) => number;

/** Any slot will do, for what the steps of the node have declared. */
function placementOf(costs: ReadonlyMap<NodeId, number>): Placement {
  return {
    place: ({ node }, free) =>
      free.length === 0
        ? undefined
        : { index: 0, cost: costs.get(node) ?? 1000, quantum: ONE_STEP },
  };
}

/** Closes in by a fixed number of bits a step, at a cost that it declares. */
const priced: Refiner<KnownValue & { rate: number; cost: number }, number> = {
  ...stepper,
  name: 'priced',
  step: (context, params) => ({ ...stepper.step(context, params), cost: params.cost }),
};

export interface Instance {
  readonly world: World;
  /** How long a step of each leaf lasts. */
  readonly costs: ReadonlyMap<NodeId, number>;
}

/** A sum of leaves that close in at rates and costs of their own. */
export function instance(seed: number, leaves: number): Instance {
  const random = new Random(seed);
  const costs = new Map<NodeId, number>();
  const world = new World({ placement: placementOf(costs) });
  world.define(priced);
  const nodes = Array.from({ length: leaves }, () => {
    const params = {
      n: BigInt(random.integer(1, 2 ** 30)),
      d: BigInt(random.integer(1, 2 ** 30)) * 2n + 1n,
      rate: random.integer(4, 24),
    };
    const cost = Math.round(1000 * 2 ** random.between(-2, 2));
    const node = world.node('priced', [], { ...params, cost });
    costs.set(node, cost);
    return node;
  });
  world.admit(world.node('add', nodes), { bits: BITS });
  return { world, costs };
}

/** Each step lasts as long as its leaf has declared. */
export function durationsOf(costs: ReadonlyMap<NodeId, number>): Durations {
  return ({ node }) => costs.get(node) ?? 1000;
}
