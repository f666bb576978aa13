/** The invariants of the coordinator: each is broken on purpose, and named. */
import { describe, expect, it } from '@jest/globals';
import { brokenInvariants } from '#lib/coordinator/invariants.js';
import { enterCone, newOperation, newSubscriber } from '#lib/coordinator/operations/admission.js';
import type { Operation } from '#lib/coordinator/operations/operation.js';
import { CoordinatorState } from '#lib/coordinator/state.js';
import { World } from '#spec/support/world.js';

/** A state with two operations, a child and its parent, as they are after their admission. */
function scene() {
  const world = new World();
  const { graph } = world;
  const state = new CoordinatorState(graph, 'spec');
  const admit = (id: number, d: bigint, parent?: Operation): Operation => {
    const root = world.leaf('stepper', 1n, d);
    const request = { root, goal: { kind: 'bits', bits: 9 } } as const;
    const operation = newOperation(graph, state.budgets, id, request, parent, false, 0);
    enterCone(graph, state.index, operation);
    state.underWay++;
    state.operations.add(operation, newSubscriber(operation, id, 0));
    state.markForReview(operation);
    return operation;
  };
  const parent = admit(1, 3n);
  const child = admit(2, 5n, parent);
  return { state, graph, parent, child };
}

type Scene = ReturnType<typeof scene>;

describe('the invariants of the coordinator', () => {
  it('hold after an admission', () => {
    expect(brokenInvariants(scene().state)).toEqual([]);
  });

  it.each<[string, (scene: Scene) => void, RegExp]>([
    [
      'an operation that has ended in the table',
      ({ parent }) => (parent.ended = true),
      /^operation 1 has ended and is in the table$/,
    ],
    [
      'an operation that serves nobody',
      ({ parent }) => (parent.subscribers = []),
      /^operation 1 serves no request$/,
    ],
    [
      'a wrong number of operations',
      ({ state }) => state.underWay++,
      /^2 operations, but 3 under way$/,
    ],
    [
      'a node that is not active',
      ({ graph, parent }) => {
        graph.deactivate(parent.request.root);
      },
      /of operation 1 is not active$/,
    ],
    [
      'an operation that the index does not know',
      ({ state, parent }) => {
        state.index.remove(parent.request.root, parent);
      },
      /^the index of .* lists other operations than want it$/,
    ],
    [
      'a lease that ended twice',
      ({ state }) => state.leases.counts.lost++,
      /^leases: the ends and the open ones do not add up/,
    ],
    [
      'a count of the run queue',
      ({ parent }) => (parent.scheduling.started = true),
      /^priority 5 counts 0 ready and 0 begun, of 0 and 1$/,
    ],
    [
      'an operation in the run queue without a step',
      ({ state, parent }) => {
        state.runQueue.ready(parent, 0);
        parent.dirty = false;
      },
      /^operation 1 is in the run queue without a step$/,
    ],
    [
      'an operation that nobody will look at again',
      ({ child }) => (child.dirty = false),
      /^operation 2 has no step left and is not to be reviewed$/,
    ],
    [
      'a parent that does not know its child',
      ({ parent }) => {
        parent.kinship.children.clear();
      },
      /^operation 2 is no child of its parent$/,
    ],
    [
      'a priority that is not inherited',
      ({ child }) => (child.scheduling.priority = 3),
      /^operation 2 has priority 3, not 5$/,
    ],
    [
      'a charge above the cost',
      ({ child }) => (child.accounting.charged = 1),
      /^operation 2 is charged more than its steps cost$/,
    ],
  ])('name %s', (_what, break_, sentence) => {
    const broken = scene();
    break_(broken);
    const sentences = brokenInvariants(broken.state);
    expect(sentences).toContainEqual(expect.stringMatching(sentence));
  });

  it('are checked by the world of the specs', () => {
    const world = new World();
    world.coordinator.inspect = () => ['a sentence that is false'] as never;
    expect(() => world.admit(world.leaf('stepper', 1n, 3n), { bits: 9 })).toThrow(
      'a sentence that is false',
    );
  });
});
