/** Decisions: what they aim at, and that they change nothing themselves. */
import { describe, expect, it } from '@jest/globals';
import { checkGoal } from '#lib/coordinator/goals/goal.js';
import type { Goal } from '#lib/coordinator/goals/goal.js';
import { Equalities } from '#lib/coordinator/goals/equalities.js';
import { OperationIndex } from '#lib/coordinator/operations/operation-index.js';
import { enterCone, newOperation } from '#lib/coordinator/operations/admission.js';
import type { Operation } from '#lib/coordinator/operations/operation.js';
import { Budgets } from '#lib/coordinator/operations/budget.js';
import type { OperationRequest } from '#lib/coordinator/operations/request.js';
import { decide } from '#lib/coordinator/transitions/decision.js';
import { widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { NodeId } from '#lib/graph/node.js';
import { World } from '#spec/support/world.js';

/** An operation whose refiners have all taken a step, as far as it knows. */
function operationOn(world: World, root: NodeId, goal: Goal, more: Partial<OperationRequest> = {}) {
  const request = { root, goal: checkGoal(goal), ...more };
  const { graph } = world;
  const operation = newOperation(graph, new Budgets(graph), 1, request, undefined, false, 0);
  enterCone(graph, new OperationIndex(), operation);
  operation.pursuit.discovered = true;
  return operation;
}

/** Decides, checks that nothing has changed, and keeps what the next decision needs. */
function decided(world: World, operation: Operation, now = 0) {
  const { pursuit } = operation;
  Object.freeze(pursuit.search.separation);
  Object.freeze(pursuit.search);
  const before = { ...pursuit };
  const decision = decide(world.graph, new Equalities(world.graph), operation, now);
  expect(decide(world.graph, new Equalities(world.graph), operation, now)).toEqual(decision);
  expect(pursuit).toEqual(before);
  if ('ending' in decision) return decision.ending;
  pursuit.search = decision.search;
  pursuit.abandoned = undefined;
  return decision.aim;
}

describe('a decision', () => {
  it('narrows a root that is as wide as it is large by 64 bits, then by four times as many', () => {
    const world = new World();
    const root = world.leaf('stepper', 1n, 3n);
    const operation = operationOn(world, root, { bits: 1000 });
    const width = widthLog2(world.graph.boundsOf(root));
    for (const bits of [64, 256]) {
      expect(decided(world, operation)).toMatchObject({
        type: 'narrow',
        focus: root,
        allowance: width - bits,
      });
    }
  });

  it('separates a root from zero by 16 bits, then by twice as many', () => {
    const world = new World();
    const root = world.leaf('stepper', 1n, 3n);
    const operation = operationOn(world, root, { sign: true });
    const width = widthLog2(world.graph.boundsOf(root));
    for (const bits of [16, 32, 64]) {
      expect(decided(world, operation)).toMatchObject({
        focus: root,
        allowance: width - bits,
        predicate: { excludes: { m: 0n, e: 0 } },
      });
    }
  });

  it.each(['outdated', 'renumbered'] as const)(
    'repeats the aim of a separation whose wave was abandoned as %s, once',
    (reason) => {
      const world = new World();
      const root = world.leaf('stepper', 1n, 3n);
      const operation = operationOn(world, root, { sign: true });
      const first = decided(world, operation);
      operation.pursuit.abandoned = reason;
      expect(decided(world, operation)).toEqual(first);
      expect(decided(world, operation)).not.toEqual(first);
    },
  );

  it('ends a separation that has used up its time or its bits', () => {
    const world = new World();
    const root = world.leaf('stepper', 1n, 3n);
    const timed = operationOn(
      world,
      root,
      { sign: true },
      { budget: { separationNanoseconds: 100 } },
    );
    expect(decided(world, timed, 7)).toMatchObject({ type: 'narrow' });
    expect(decided(world, timed, 106)).toMatchObject({ type: 'narrow' });
    expect(decided(world, timed, 107)).toEqual({ status: 'undecided', reason: 'separation' });
    const short = operationOn(world, root, { sign: true }, { budget: { separationBits: 20 } });
    const endings = Array.from({ length: 9 }, () => decided(world, short));
    expect(endings.at(-1)).toEqual({ status: 'undecided', reason: 'separation' });
  });
});
