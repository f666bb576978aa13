/** The library's own coordinator over a shape, driven on the calling thread as a session drives it. */
import { combinators } from '#lib/combinators/index.js';
import { Coordinator } from '#lib/coordinator/coordinator.js';
import { checkGoal } from '#lib/coordinator/goals/goal.js';
import { placementByPrior } from '#lib/coordinator/leases/prior-placement.js';
import { fromErrorData } from '#lib/execution/host/error-data.js';
import { createStepHost } from '#lib/execution/host/step-host.js';
import { Graph } from '#lib/graph/graph.js';
import type { NodeId } from '#lib/graph/node.js';
import { keyOf } from '#lib/refiners/registry.js';
import type { Refiner } from '#lib/refiners/refiner.js';
import { climber } from './ladder.js';
import type { Ladder } from './ladder.js';
import type { Shape } from './shape.js';

const INLINE = { id: 0, kind: 'inline' } as const;
const FREE = [INLINE];

export interface Built {
  readonly graph: Graph;
  readonly root: NodeId;
}

/** Interns every node of a shape, leaves by their number. */
export function build(shape: Shape, ladders: readonly Ladder[]): Built {
  const graph = new Graph();
  const leafKind = graph.defineKind({ type: 'refiner', refiner: climber as unknown as Refiner });
  const kindOf = (name: string): number =>
    graph.defineKind({
      type: 'combinator',
      combinator: combinators.find((each) => each.name === name) as never,
    });
  const kinds = [kindOf('add'), kindOf('multiply')];
  const { leaves, left, right, product } = shape;
  // Leaves are never equal, though they may close in on the same value.
  for (let i = 0; i < leaves; i++) graph.add(leafKind, ladders[i % ladders.length], []);
  const always = (): boolean => true;
  let root = leaves - 1;
  const arms: NodeId[] = [0, 0];
  for (let i = 0; i < left.length; i++) {
    arms[0] = left[i]!;
    arms[1] = right[i]!;
    root = graph.intern(kinds[product[i]!]!, null, 0, arms, always);
  }
  return { graph, root };
}

export interface Played {
  readonly steps: number;
  readonly seconds: number;
  readonly status: string;
}

/** Refines the root to so many bits; the time from admission to outcome, all of it. */
export function refine(built: Built, bits: number): Played {
  return refineBy(climber, built, bits);
}

/** The same for leaves of another refiner. */
export function refineBy(refiner: Refiner, { graph, root }: Built, bits: number): Played {
  const host = createStepHost(new Map([[keyOf(refiner), refiner]]));
  const placement = placementByPrior({ several: true });
  const coordinator = new Coordinator({
    graph,
    incarnation: 'bench',
    reviveError: fromErrorData,
    placement,
  });
  const controls = { stopRequested: () => false };
  const start = process.hrtime.bigint();
  const operation = coordinator.admit({ root, goal: checkGoal({ bits }) }, 0, true);
  let steps = 0;
  // Ends with the operation: every turn steps, or the operation ends.
  for (let now = 1; ; now++) {
    const { run, outcomes } = coordinator.poll(FREE, now, operation);
    if (outcomes.length > 0) {
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      return { steps, seconds, status: outcomes[0]!.status };
    }
    const { lease } = run[0]!;
    const settlement = host.run(lease, controls);
    if (settlement.kind === 'result') steps += settlement.steps;
    coordinator.settle(lease, settlement, now);
  }
}
