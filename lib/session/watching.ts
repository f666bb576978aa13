import type { Coordinator } from '../coordinator/coordinator.js';
import type { OperationId, Outcome } from '../coordinator/operations/request.js';
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import { callOutside } from './outside.js';

/** Who is told of the bounds of a root, by operation. */
export type Watching = Map<OperationId, (bounds: Enclosure) => void>;

/** Tells them how things stand: of what has just ended the bounds that it ended with. */
export function tellBounds(
  watching: Watching,
  coordinator: Coordinator,
  outcomes: readonly Outcome[],
): void {
  if (watching.size === 0) return;
  const last = new Map(outcomes.map(({ operation, bounds }) => [operation, bounds]));
  for (const [operation, onBounds] of watching) {
    const bounds = last.get(operation) ?? coordinator.boundsOf(operation);
    if (bounds === undefined) continue;
    callOutside(() => {
      onBounds(bounds);
    });
  }
}
