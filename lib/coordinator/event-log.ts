/**
 * The event log: what has happened, in its order.
 *
 * Laws
 * 1. No decision depends on an event, nor on whether there is a listener.
 * 2. Each event is handed out once. Without a listener for its type none is kept, and hardly any is made.
 */
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import type { SchedulerEvent } from './events.js';
import type { Operation } from './operations/operation.js';
import type { OperationId } from './operations/request.js';
import type { Nanoseconds } from './time.js';

const NONE: readonly SchedulerEvent[] = [];

const BY_SESSION: ReadonlySet<SchedulerEvent['type']> = new Set([
  'context-lost',
  'execution-degraded',
]);

export class EventLog {
  /** Whether there is a listener. */
  observed: boolean;
  /** The types that listeners wait for; undefined for all. */
  types: ReadonlySet<SchedulerEvent['type']> | undefined;
  readonly #events: SchedulerEvent[] = [];

  constructor(observed: boolean) {
    this.observed = observed;
  }

  /** Whether a listener waits for events of a type: no other need be made. */
  wants(type: SchedulerEvent['type']): boolean {
    return this.observed && (this.types === undefined || this.types.has(type));
  }

  /** Whether a listener waits for any event of the coordinator, of which the session emits {@link BY_SESSION} itself. */
  get followsWork(): boolean {
    if (!this.observed || this.types === undefined) return this.observed;
    for (const type of this.types) if (!BY_SESSION.has(type)) return true;
    return false;
  }

  emit(event: SchedulerEvent): void {
    if (this.wants(event.type)) this.#events.push(event);
  }

  /** A request was admitted, and is served by this operation. */
  admitted(id: OperationId, operation: Operation, now: Nanoseconds): void {
    if (!this.wants('operation-admitted')) return;
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
    if (!this.wants('root-narrowed')) return;
    for (const { id } of operation.subscribers) {
      this.emit({ type: 'root-narrowed', nanoseconds: now, operation: id, bounds });
    }
  }

  /** Takes out the events since the last call. */
  take(): readonly SchedulerEvent[] {
    return this.#events.length === 0 ? NONE : this.#events.splice(0);
  }
}
