import type { Operation } from './operation.js';

/**
 * Priorities flow from a parent to its children, and from one that waits to those it waits for, so
 * that nobody of high priority waits for somebody of low. They only rise here.
 *
 * @param change - sets the priority of an operation.
 */
export function raise(
  operation: Operation,
  priority: number,
  change: (operation: Operation, priority: number) => void,
): void {
  const pending = [operation];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.priority >= priority) continue;
    change(next, priority);
    pending.push(...next.children, ...next.awaited);
  }
}

/** The priority of all operations anew, after one of them has come to inherit from another one, or from none. */
export function inheritAnew(
  operations: Iterable<Operation>,
  change: (operation: Operation, priority: number) => void,
): void {
  const fresh = new Map<Operation, number>();
  const pending: [Operation, number][] = [];
  for (const operation of operations) {
    pending.push([operation, Math.max(operation.ownPriority, operation.inherited)]);
  }
  // Each operation is raised at most once for each of the ten priorities.
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [operation, priority] = next;
    if ((fresh.get(operation) ?? 0) >= priority) continue;
    fresh.set(operation, priority);
    for (const heir of operation.children) pending.push([heir, priority]);
    for (const awaited of operation.awaited) pending.push([awaited, priority]);
  }
  for (const [operation, priority] of fresh) {
    if (operation.priority !== priority) change(operation, priority);
  }
}

/** Whether an operation is `other` or has it above it among its parents. */
export function descendsFrom(operation: Operation, other: Operation): boolean {
  // Chains have no cycles: each link is checked by this when it is made.
  for (let one: Operation | undefined = operation; one !== undefined; one = one.parent) {
    if (one === other) return true;
  }
  return false;
}
