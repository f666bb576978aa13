/**
 * The journal: what the coordinator tells of itself, in the order in which it happened.
 *
 * Laws
 * 1. Nothing is decided by what was told, nor by whether anybody listens.
 * 2. Each event is handed out once. Without a listener none is kept.
 */
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import type { SchedulerEvent } from './events.js';
import type { Nanoseconds } from './leases/lease.js';
import type { Operation, OperationId } from './operations/operation.js';

const NONE: readonly SchedulerEvent[] = [];

export class EventLog {
  observed: boolean;
  readonly #events: SchedulerEvent[] = [];

  /** @param observed - whether anybody listens. */
  constructor(observed: boolean) {
    this.observed = observed;
  }

  emit(event: SchedulerEvent): void {
    if (this.observed) this.#events.push(event);
  }

  /** A request was taken in, and is pursued by this operation. */
  admitted(id: OperationId, operation: Operation, now: Nanoseconds): void {
    const { request, priority } = operation;
    this.emit({
      type: 'operation-admitted',
      nanoseconds: now,
      operation: id,
      root: request.root,
      goal: request.goal,
      class: operation.class,
      priority,
      ...(id === operation.id ? {} : { mergedWith: operation.id }),
    });
  }

  /** The bounds of the root of an operation, where they are not those that were told last. */
  narrowed(operation: Operation, bounds: Enclosure, now: Nanoseconds): void {
    if (bounds === operation.told) return;
    operation.told = bounds;
    if (!this.observed) return;
    for (const { id } of operation.subscribers) {
      this.emit({ type: 'root-narrowed', nanoseconds: now, operation: id, bounds });
    }
  }

  /** Hands out what happened since this was asked last. */
  take(): readonly SchedulerEvent[] {
    return this.#events.length === 0 ? NONE : this.#events.splice(0);
  }
}
