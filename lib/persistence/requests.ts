/**
 * The requests under way, with which of them belong to which and wait for which.
 *
 * Laws
 * 1. A request stands after its parent and after those that it waits for, so that each can be issued with their numbers.
 *    It waits for requests that were admitted before it; of a parent that was admitted later its priority is kept.
 * 2. What waits for a time of the clock is left out, and so is what the calling thread answers.
 */
import { CLASSES } from '../coordinator/operations/request.js';
import type { OperationId } from '../coordinator/operations/request.js';
import type { Operation } from '../coordinator/operations/operation.js';
import { goalOf } from './goals.js';
import type { RequestImage } from './image.js';

/**
 * @param operations - in the order of admission.
 * @param first - the position of the first request that is given.
 */
export function requestImages(operations: Iterable<Operation>, first: number): RequestImage[] {
  const images: RequestImage[] = [];
  const positions = new Map<OperationId, number>();
  const parents = new Map<Operation, number>();
  for (const operation of operations) {
    if (operation.alone) continue;
    const { request, kinship, subscribers } = operation;
    const { root, budget, timeout, assumeDomain, growth, after } = request;
    const parent = kinship.parent && parents.get(kinship.parent);
    const image = {
      root,
      goal: goalOf(request.goal),
      ...{ class: request.class, priority: priorityOf(operation, parent !== undefined) },
      ...{ budget, timeout, assumeDomain, growth, parent },
      after: after?.flatMap((id) => positions.get(id) ?? []),
    };
    parents.set(operation, first + images.length);
    for (const { id } of subscribers) {
      positions.set(id, first + images.length);
      images.push(image);
    }
  }
  return images;
}

/** The priority that an operation has of its own; undefined where it is that of its class. */
function priorityOf(operation: Operation, hasParent: boolean): number | undefined {
  const { request, kinship } = operation;
  const { ownPriority, inherited, parent } = kinship;
  const passedOn = hasParent ? 0 : (parent?.scheduling.priority ?? 0);
  const priority = Math.max(ownPriority, inherited, passedOn);
  const given = request.priority ?? CLASSES[operation.class].priority;
  return priority === given ? request.priority : priority;
}
