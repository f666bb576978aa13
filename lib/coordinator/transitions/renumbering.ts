/**
 * Renumbering: everything that holds numbers of nodes gets their new numbers.
 *
 * Laws
 * 1. An operation under way goes on with the bounds and states of its nodes. Its wave is abandoned, and
 *    planned again.
 * 2. An open lease is settled under the number that its node has by then. Its state is as fresh as before.
 * 3. The order of nodes in a cone, and the order of operations, stay.
 */
import { ConePositions } from '../../graph/cone-positions.js';
import type { NodeId } from '../../graph/node.js';
import type { CoordinatorState } from '../state.js';
import type { Operation } from '../operations/operation.js';
import type { Retries } from './retries.js';

/** @param numbers - the new number of each node; -1 for an evicted node, which no operation needs. */
export function renumber(state: CoordinatorState, retries: Retries, numbers: Int32Array): void {
  const { budgets, divisions, equalities, graph, index, leases, operations, predictor } = state;
  index.clear();
  for (const operation of [...operations.operations()].sort((a, b) => a.id - b.id)) {
    follow(operation, numbers);
    for (const node of operation.cone) if (graph.isRefiner(node)) index.add(node, operation);
    state.abandonWave(operation, 'renumbered');
  }
  operations.renumbered();
  leases.renumber(numbers, graph.epoch);
  divisions.renumber(numbers, graph.epoch);
  retries.renumber(numbers);
  predictor.renumber(numbers);
  equalities.renumber(numbers);
  budgets.renumber(numbers);
  state.preemptions.clear();
}

function follow(operation: Operation, numbers: Int32Array): void {
  const { request, cone, pursuit } = operation;
  const numberOf = (node: NodeId): NodeId => numbers[node]!;
  operation.request = { ...request, root: numberOf(request.root) };
  operation.cone = cone.map(numberOf);
  operation.positions = new ConePositions(operation.cone);
  const { separation } = pursuit.search;
  if (separation === undefined) return;
  const node = numberOf(separation.node);
  const argument = numberOf(separation.argument);
  pursuit.search = { ...pursuit.search, separation: { ...separation, node, argument } };
}
