/**
 * The event log: what has happened, in its order.
 *
 * Laws
 * 1. No decision depends on an event, nor on whether there is a listener.
 * 2. Each event is handed out once. Without a listener for its type none is kept, and hardly any is made.
 */
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import type { SchedulerEvent } from './events.js';
import type { RequestEnd } from './operations/operation-record.js';
import type { OperationClass, OperationId, OperationRequest } from './operations/request.js';
import type { Nanoseconds } from './time.js';

/** What is reported of the root of an operation, and to whom. */
export interface Reported {
  lastReported: Enclosure;
  readonly subscribers: readonly { readonly id: OperationId }[];
}

const NONE: readonly SchedulerEvent[] = [];

export class EventLog {
  /** The types that listeners wait for; undefined for all. */
  types: ReadonlySet<SchedulerEvent['type']> | undefined = new Set();
  readonly #events: SchedulerEvent[] = [];

  /** Whether there is a listener. */
  get observed(): boolean {
    return this.types?.size !== 0;
  }

  /** Whether a listener waits for events of a type: no other need be made. */
  wants(type: SchedulerEvent['type']): boolean {
    return this.types?.has(type) ?? true;
  }

  emit(event: SchedulerEvent): void {
    if (this.wants(event.type)) this.#events.push(event);
  }

  /**
   * A request was admitted.
   * @param serving - the operation that serves it.
   */
  admitted(
    operation: OperationId,
    { root, goal }: OperationRequest,
    operationClass: OperationClass,
    priority: number,
    now: Nanoseconds,
    serving = operation,
  ): void {
    if (!this.wants('operation-admitted')) return;
    this.emit({
      type: 'operation-admitted',
      nanoseconds: now,
      operation,
      root,
      goal,
      class: operationClass,
      priority,
      ...(operation === serving ? {} : { mergedWith: serving }),
    });
  }

  /** The first lease of an operation is issued. */
  started(operation: OperationId, priority: number, now: Nanoseconds): void {
    this.emit({ type: 'operation-started', nanoseconds: now, operation, priority });
  }

  /** Reports the bounds of the root of an operation, if they have changed since the last report. */
  narrowed(operation: Reported, bounds: Enclosure, now: Nanoseconds): void {
    if (bounds === operation.lastReported) return;
    operation.lastReported = bounds;
    if (!this.wants('root-narrowed')) return;
    for (const { id } of operation.subscribers) {
      this.emit({ type: 'root-narrowed', nanoseconds: now, operation: id, bounds });
    }
  }

  /** A request has ended. */
  settled(
    operation: OperationId,
    priority: number,
    { status, reason }: RequestEnd,
    now: Nanoseconds,
  ): void {
    this.emit({ type: 'operation-settled', nanoseconds: now, operation, priority, status, reason });
  }

  /** Takes out the events since the last call. */
  take(): readonly SchedulerEvent[] {
    return this.#events.length === 0 ? NONE : this.#events.splice(0);
  }
}
