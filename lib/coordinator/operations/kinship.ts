/**
 * Priority inheritance: from a parent to its children, and from an operation to those it waits for.
 *
 * Laws
 * 1. The effective priority of an operation is the highest of these: its own, that of its parent or of a
 *    parent that has ended, and those of the operations that wait for it.
 * 2. Parents form no circle.
 * 3. An operation that has ended inherits nothing and passes nothing on.
 */
import type { Kinship, Operation } from './operation.js';

export function newKinship(ownPriority: number): Kinship {
  return {
    ownPriority,
    inherited: 0,
    parent: undefined,
    children: new Set(),
    awaited: new Set(),
  };
}

/** Gives an operation a parent, or takes it away. */
export function setParent(child: Operation, parent: Operation | undefined): void {
  const { kinship } = child;
  kinship.parent?.kinship.children.delete(child);
  kinship.inherited = 0;
  kinship.parent = parent;
  parent?.kinship.children.add(child);
}

/** Raises the own priority of an operation. What it inherits stays. */
export function raiseOwn({ kinship }: Operation, priority: number): void {
  kinship.ownPriority = Math.max(kinship.ownPriority, priority);
}

/** An operation is to wait for another one. */
export function addAwaited(operation: Operation, awaited: Operation): void {
  operation.kinship.awaited.add(awaited);
}

/**
 * Takes an operation that ends out of the relations. Its children keep its priority.
 * @returns whether it waited for others, whose priorities may fall now.
 */
export function leaveKin(operation: Operation): boolean {
  const { kinship, scheduling } = operation;
  kinship.parent?.kinship.children.delete(operation);
  for (const child of kinship.children) {
    child.kinship.parent = undefined;
    child.kinship.inherited = Math.max(child.kinship.inherited, scheduling.priority);
  }
  kinship.children.clear();
  const waited = kinship.awaited.size > 0;
  kinship.awaited.clear();
  return waited;
}

/**
 * Raises an operation to a priority, with all that inherit from it.
 * @param change - sets the priority of an operation.
 */
export function raisePriority(
  operation: Operation,
  priority: number,
  change: (operation: Operation, priority: number) => void,
): void {
  const pending = [operation];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.ended || next.scheduling.priority >= priority) continue;
    change(next, priority);
    pending.push(...next.kinship.children, ...next.kinship.awaited);
  }
}

/** Computes all priorities again, after a relation was added or removed. */
export function recomputePriorities(
  operations: Iterable<Operation>,
  change: (operation: Operation, priority: number) => void,
): void {
  for (const [operation, priority] of effectivePriorities(operations)) {
    if (operation.scheduling.priority !== priority) change(operation, priority);
  }
}

/** What law 1 makes of the priorities of operations under way. */
export function effectivePriorities(operations: Iterable<Operation>): Map<Operation, number> {
  const effective = new Map<Operation, number>();
  const pending: [Operation, number][] = [];
  for (const operation of operations) {
    const { ownPriority, inherited } = operation.kinship;
    pending.push([operation, Math.max(ownPriority, inherited)]);
  }
  // Each operation is raised at most once per priority, and there are ten.
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [operation, priority] = next;
    if (operation.ended || (effective.get(operation) ?? 0) >= priority) continue;
    effective.set(operation, priority);
    for (const child of operation.kinship.children) pending.push([child, priority]);
    for (const awaited of operation.kinship.awaited) pending.push([awaited, priority]);
  }
  return effective;
}

/** Whether `other` is the operation itself or one of its ancestors. */
export function descendsFrom(operation: Operation, other: Operation): boolean {
  for (let one: Operation | undefined = operation; one !== undefined; one = one.kinship.parent) {
    if (one === other) return true;
  }
  return false;
}
