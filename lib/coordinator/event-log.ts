/**
 * The event log: what has happened, in its order.
 *
 * Laws
 * 1. No decision depends on an event, nor on whether there is a listener.
 * 2. Each event is handed out once. Without a listener none is kept.
 */
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import type { SchedulerEvent } from './events.js';
import type { Operation } from './operations/operation.js';
import type { OperationId } from './operations/request.js';
import type { Nanoseconds } from './time.js';

const NONE: readonly SchedulerEvent[] = [];

export class EventLog {
  /** Whether there is a listener. */
  observed: boolean;
  readonly #events: SchedulerEvent[] = [];

  constructor(observed: boolean) {
    this.observed = observed;
  }

  emit(event: SchedulerEvent): void {
    if (this.observed) this.#events.push(event);
  }

  /** A request was admitted, and is served by this operation. */
  admitted(id: OperationId, operation: Operation, now: Nanoseconds): void {
    const { request, scheduling } = operation;
    this.emit({
      type: 'operation-admitted',
      nanoseconds: now,
      operation: id,
      root: request.root,
      goal: request.goal,
      class: operation.class,
      priority: scheduling.priority,
      ...(id === operation.id ? {} : { mergedWith: operation.id }),
    });
  }

  /** Reports the bounds of the root of an operation, if they have changed since the last report. */
  narrowed(operation: Operation, bounds: Enclosure, now: Nanoseconds): void {
    if (bounds === operation.lastReported) return;
    operation.lastReported = bounds;
    if (!this.observed) return;
    for (const { id } of operation.subscribers) {
      this.emit({ type: 'root-narrowed', nanoseconds: now, operation: id, bounds });
    }
  }

  /** Takes out the events since the last call. */
  take(): readonly SchedulerEvent[] {
    return this.#events.length === 0 ? NONE : this.#events.splice(0);
  }
}
