/**
 * Renumbering: what remembers nodes by number follows when they get others.
 *
 * Laws
 * 1. An operation under way goes on with the bounds and states that its nodes have. Its wave is planned afresh.
 * 2. A lease that is out is settled under the number that its node has by then: its state is as fresh as before.
 * 3. The order of nodes in a cone, and that of operations, stays.
 */
import { ConePositions } from '../../graph/cone-positions.js';
import type { NodeId } from '../../graph/node.js';
import type { CoordinatorState } from '../state.js';
import type { Operation } from '../operations/operation.js';

/** @param numbers - the new number of each node; -1 of those that are gone, which no operation needs. */
export function renumber(state: CoordinatorState, numbers: Int32Array): void {
  const { attempts, graph, index, leases, predictor, register, sleepers } = state;
  index.clear();
  const operations = [...register.operations()].sort((a, b) => a.id - b.id);
  for (const operation of operations) {
    follow(operation, numbers);
    for (const node of operation.cone) if (graph.isRefiner(node)) index.add(node, operation);
    state.attend(operation);
  }
  register.renumbered();
  leases.renumber(numbers, graph.epoch);
  sleepers.renumber(numbers);
  predictor.renumber(numbers);
  const lost = [...attempts];
  attempts.clear();
  for (const [node, count] of lost) {
    const number = numbers[node]!;
    if (number >= 0) attempts.set(number, count);
  }
}

function follow(operation: Operation, numbers: Int32Array): void {
  const { request, cone, separation } = operation;
  const numberOf = (node: NodeId): NodeId => numbers[node]!;
  operation.request = { ...request, root: numberOf(request.root) };
  operation.cone = cone.map(numberOf);
  operation.positions = new ConePositions(operation.cone);
  operation.wave = undefined;
  if (separation === undefined) return;
  operation.separation = { ...separation, node: numberOf(separation.node), outdated: true };
}
