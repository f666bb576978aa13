import type { Operation } from './operations/operation.js';
import { effectivePriorities } from './operations/kinship.js';
import { MOST_PRIORITY } from './operations/request.js';
import { isReady } from './operations/scheduling-state.js';
import { FORGOTTEN } from './leases/lease-table.js';
import { isFresh } from './leases/belief.js';
import type { CoordinatorState } from './state.js';

/**
 * Checks what always holds between two calls of the coordinator; specs run it after every settlement and
 * every poll.
 *
 * Invariants
 * 1. Operations: the table has each operation once per subscriber, has none that has ended, and each serves
 *    at least one request. As many are under way as the state counts.
 * 2. Index: it lists an operation for exactly the refiners of its cone. The cone is active in the graph.
 * 3. Leases: as many were issued as are open or have ended. Numbers rise in the order of issue. An open
 *    lease names a refiner under its present number, or an evicted node. A state of a node has at most two
 *    open leases that were not asked to stop, and one more per caller that cannot wait.
 * 4. Run queue: its counts are those of the operations. An operation in it may be served, and its wave has a
 *    step ready or it is to be reviewed.
 * 5. Progress: an operation that is not to be reviewed, and waits for no request, has a wave that is not
 *    finished. So no operation is forgotten.
 * 6. Kinship: parents and children know each other, and each priority is the one that is inherited.
 * 7. Accounting: no operation is charged more than its steps cost.
 *
 * @returns the sentences that are false; none when all is well.
 */
export function brokenInvariants(state: CoordinatorState): string[] {
  const operations = [...state.operations.operations()];
  return [
    ...brokenOperations(state, operations),
    ...brokenIndex(state, operations),
    ...brokenLeases(state, operations),
    ...brokenQueue(state, operations),
    ...operations.flatMap(brokenProgress),
    ...brokenKinship(operations),
    ...operations.flatMap(brokenAccounting),
  ];
}

const nameOf = ({ id }: Operation): string => `operation ${String(id)}`;

function brokenOperations(state: CoordinatorState, operations: readonly Operation[]): string[] {
  const broken: string[] = [];
  let subscribers = 0;
  for (const operation of operations) {
    subscribers += operation.subscribers.length;
    if (operation.ended) broken.push(`${nameOf(operation)} has ended and is in the table`);
    if (operation.subscribers.length === 0) broken.push(`${nameOf(operation)} serves no request`);
    for (const { id } of operation.subscribers) {
      if (state.operations.find(id) !== operation)
        broken.push(`request ${String(id)} is not found under ${nameOf(operation)}`);
    }
  }
  if (subscribers !== state.operations.size)
    broken.push(
      `${String(state.operations.size)} requests, but ${String(subscribers)} subscribers`,
    );
  if (operations.length !== state.underWay)
    broken.push(`${String(operations.length)} operations, but ${String(state.underWay)} under way`);
  return broken;
}

function brokenIndex(
  { graph, index }: CoordinatorState,
  operations: readonly Operation[],
): string[] {
  const broken: string[] = [];
  const expected = new Map<number, Set<Operation>>();
  for (const operation of operations) {
    for (const node of operation.cone) {
      if (!graph.isActive(node))
        broken.push(`${graph.describe(node)} of ${nameOf(operation)} is not active`);
      if (!graph.isRefiner(node)) continue;
      const wanting = expected.get(node) ?? new Set();
      expected.set(node, wanting.add(operation));
    }
  }
  for (let node = 0; node < graph.size; node++) {
    const listed = index.of(node);
    const wanting = expected.get(node) ?? new Set();
    if (listed.length !== wanting.size || listed.some((one) => !wanting.has(one)))
      broken.push(`the index of ${graph.describe(node)} lists other operations than want it`);
  }
  return broken;
}

function brokenLeases(
  { graph, leases }: CoordinatorState,
  operations: readonly Operation[],
): string[] {
  const broken: string[] = [];
  const { issued, committed, stale, stopped, failed, lost } = leases.counts;
  if (issued !== committed + stale + stopped + failed + lost + leases.size)
    broken.push('leases: the ends and the open ones do not add up to those issued');
  const callers = operations.filter(({ alone }) => alone).length;
  const wanted = new Map<number, number>();
  let last = 0;
  for (const { lease, stopping } of leases.entries()) {
    if (lease.id <= last) broken.push(`lease ${String(lease.id)} is out of order`);
    last = lease.id;
    if (lease.node === FORGOTTEN) continue;
    if (lease.epoch !== graph.epoch || !graph.isRefiner(lease.node))
      broken.push(`lease ${String(lease.id)} names no refiner`);
    else if (!stopping && lease.part === undefined && isFresh(graph, lease))
      wanted.set(lease.node, (wanted.get(lease.node) ?? 0) + 1);
  }
  for (const [node, count] of wanted) {
    if (count > 2 + callers)
      broken.push(`${graph.describe(node)}: ${String(count)} open leases of one state`);
  }
  return broken;
}

function brokenQueue({ runQueue }: CoordinatorState, operations: readonly Operation[]): string[] {
  const broken: string[] = [];
  for (let priority = 1; priority <= MOST_PRIORITY; priority++) {
    const level = operations.filter(({ scheduling }) => scheduling.priority === priority);
    const ready = level.filter(({ scheduling }) => isReady(scheduling)).length;
    const begun = level.filter(({ scheduling }) => scheduling.started).length;
    const counts = runQueue.countsOf(priority);
    if (counts.ready !== ready || counts.begun !== begun)
      broken.push(
        `priority ${String(priority)} counts ${String(counts.ready)} ready and ${String(counts.begun)} ` +
          `begun, of ${String(ready)} and ${String(begun)}`,
      );
  }
  for (const operation of operations) {
    if (!isReady(operation.scheduling)) continue;
    if (operation.alone || operation.blockers > 0)
      broken.push(`${nameOf(operation)} is in the run queue and may not be served`);
    if (!operation.dirty && (operation.pursuit.wave?.queued ?? 0) === 0)
      broken.push(`${nameOf(operation)} is in the run queue without a step`);
  }
  return broken;
}

function brokenProgress(operation: Operation): string[] {
  const { alone, dirty, blockers, pursuit } = operation;
  if (alone || dirty || blockers > 0) return [];
  return pursuit.wave?.finished === false
    ? []
    : [`${nameOf(operation)} has no step left and is not to be reviewed`];
}

function brokenKinship(operations: readonly Operation[]): string[] {
  const broken: string[] = [];
  for (const operation of operations) {
    const { parent, children } = operation.kinship;
    if (parent !== undefined && !parent.kinship.children.has(operation))
      broken.push(`${nameOf(operation)} is no child of its parent`);
    for (const child of children) {
      if (child.kinship.parent !== operation)
        broken.push(`${nameOf(child)} has another parent than ${nameOf(operation)}`);
    }
  }
  for (const [operation, priority] of effectivePriorities(operations)) {
    const { priority: present } = operation.scheduling;
    if (present !== priority)
      broken.push(`${nameOf(operation)} has priority ${String(present)}, not ${String(priority)}`);
  }
  return broken;
}

function brokenAccounting(operation: Operation): string[] {
  const { cost, charged } = operation.accounting;
  return charged <= cost * (1 + 1e-9)
    ? []
    : [`${nameOf(operation)} is charged more than its steps cost`];
}
