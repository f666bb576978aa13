/**
 * The operations that are under way and, up to a number, the records of those that have ended: found by
 * number, root, status, class and node.
 *
 * Laws
 * 1. Each request is in the table from its admission on; its operation leaves it with the last request.
 * 2. The records of the latest 256 ended requests are retained. All ended requests are counted.
 * 3. Requests are equal if their keys are. At most one operation is open to the requests of one key.
 */
import { RecentMap } from '../../exact/recent-map.js';
import type { NodeId } from '../../graph/node.js';
import type { Nanoseconds } from '../time.js';
import { FiguresByClass } from './class-figures.js';
import type { ClassFigures } from './class-figures.js';
import type { Operation, Subscriber } from './operation.js';
import { recordOf } from './operation-record.js';
import type { OperationRecord, OperationStatus, RequestEnd } from './operation-record.js';
import { isLimited, requestKey } from './request.js';
import type { OperationClass, OperationId, OperationRequest } from './request.js';

/** How many records of ended requests are kept. */
const RETAINED_OPERATIONS = 256;

/** Selects the operations that fit every field given. */
export interface OperationQuery {
  readonly status?: OperationStatus | undefined;
  readonly class?: OperationClass | undefined;
  /** Selects those under way that need this node, and those ended whose root it was. */
  readonly node?: NodeId | undefined;
}

/** How many operations there are and were since the beginning, retained or not. */
export interface OperationCounts {
  readonly status: Readonly<Partial<Record<OperationStatus, number>>>;
  readonly class: Readonly<Partial<Record<OperationClass, number>>>;
  /** By the effective priority now, or at the end. */
  readonly priority: Readonly<Partial<Record<number, number>>>;
}

interface EndedRequest {
  readonly record: OperationRecord;
  /** The numbering of nodes that its root belongs to. */
  readonly epoch: number;
}

interface Tally {
  status: Partial<Record<OperationStatus, number>>;
  class: Partial<Record<OperationClass, number>>;
  priority: Partial<Record<number, number>>;
}

export class OperationTable {
  readonly #active = new Map<OperationId, Operation>();
  /** Operations that equal requests can join, by key. */
  readonly #open = new Map<string, Operation>();
  readonly #keys = new Map<Operation, string>();
  readonly #ended = new RecentMap<OperationId, EndedRequest>(RETAINED_OPERATIONS);
  readonly #figures = new FiguresByClass();
  readonly #endedCounts: Tally = { status: {}, class: {}, priority: {} };

  /** Of the requests that have ended. */
  get classFigures(): Partial<Record<OperationClass, ClassFigures>> {
    return this.#figures.figures;
  }

  /** How many requests are under way. */
  get size(): number {
    return this.#active.size;
  }

  /** The operation that serves a request; undefined where the request has ended or never was. */
  find(id: OperationId): Operation | undefined {
    return this.#active.get(id);
  }

  /** The record of an ended request, while it is retained. */
  ended(id: OperationId): OperationRecord | undefined {
    return this.#ended.get(id)?.record;
  }

  /** Each operation under way once, in the order of admission. */
  operations(): Set<Operation> {
    return new Set(this.#active.values());
  }

  /**
   * Adds an operation with its first request.
   * @param key - of the requests that may join it, from {@link requestKey}; none may without it.
   */
  add(operation: Operation, first: Subscriber, key?: string): void {
    this.join(operation, first);
    if (key === undefined) return;
    this.#open.set(key, operation);
    this.#keys.set(operation, key);
  }

  /** An operation serves another request as well. */
  join(operation: Operation, subscriber: Subscriber): void {
    operation.subscribers = [...operation.subscribers, subscriber];
    this.#active.set(subscriber.id, operation);
  }

  /** A request has ended; its operation may go on for others, and counts what it has computed with the last of them. */
  leave(
    operation: Operation,
    subscriber: Subscriber,
    end: RequestEnd,
    now: Nanoseconds,
    epoch: number,
  ): void {
    const record = recordOf(operation, subscriber, now, end);
    const { admitted } = record;
    const { startedAt } = operation.scheduling;
    const waiting = startedAt === Infinity ? undefined : Math.max(0, startedAt - admitted);
    const computed = operation.accounting.budgets[0].used('milliseconds') * 1e6;
    this.#countFigures(record, waiting, operation.subscribers.length === 1 ? computed : 0);
    operation.subscribers = operation.subscribers.filter((one) => one !== subscriber);
    this.#active.delete(subscriber.id);
    this.#retain(record, epoch);
  }

  /** Counts a request that was answered at its admission, and retains its record. */
  answered(record: OperationRecord, epoch: number): void {
    this.#countFigures(record, 0, record.statistics.elapsed);
    this.#retain(record, epoch);
  }

  #countFigures(
    { class: operationClass, reason, statistics: { elapsed, steps } }: OperationRecord,
    waiting: Nanoseconds | undefined,
    computed: Nanoseconds,
  ): void {
    const missed = reason === 'deadline';
    this.#figures.add(operationClass, { missed, waiting, elapsed, computed, steps });
  }

  #retain(record: OperationRecord, epoch: number): void {
    this.#ended.set(record.id, { record, epoch });
    count(this.#endedCounts, record);
  }

  /** Nodes have new numbers: roots are part of the keys. */
  renumbered(): void {
    const joinable = [...this.#keys.keys()];
    this.#open.clear();
    this.#keys.clear();
    for (const operation of joinable) {
      const key = requestKey(operation.request)!;
      this.#open.set(key, operation);
      this.#keys.set(operation, key);
    }
  }

  /** No request can join this operation any more. */
  close(operation: Operation): void {
    const key = this.#keys.get(operation);
    if (key === undefined) return;
    this.#keys.delete(operation);
    if (this.#open.get(key) === operation) this.#open.delete(key);
  }

  /**
   * The operation under way that a request of this key can join. A request with limits joins only before
   * the first step: the limits count everything that the operation uses.
   */
  findMergeable(request: OperationRequest, key: string): Operation | undefined {
    const open = this.#open.get(key);
    return open !== undefined && !(open.scheduling.started && isLimited(request))
      ? open
      : undefined;
  }

  /**
   * The records that fit, in the order of admission.
   * @param wanting - the operations under way that need a node.
   */
  query(
    query: OperationQuery,
    wanting: (node: NodeId) => Iterable<Operation>,
    now: Nanoseconds,
    epoch: number,
  ): OperationRecord[] {
    const { node } = query;
    const records: OperationRecord[] = [];
    for (const { record, epoch: then } of this.#ended.values()) {
      if (node === undefined || (record.root === node && epoch === then)) records.push(record);
    }
    const active = node === undefined ? this.operations() : wanting(node);
    for (const operation of active) {
      for (const one of operation.subscribers) records.push(recordOf(operation, one, now));
    }
    return records
      .filter((record) => query.status === undefined || record.status === query.status)
      .filter((record) => query.class === undefined || record.class === query.class)
      .sort((a, b) => a.id - b.id);
  }

  counts(now: Nanoseconds): OperationCounts {
    const { status, class: classes, priority } = this.#endedCounts;
    const tally: Tally = {
      status: { ...status },
      class: { ...classes },
      priority: { ...priority },
    };
    for (const operation of this.operations()) {
      for (const one of operation.subscribers) count(tally, recordOf(operation, one, now));
    }
    return tally;
  }
}

function count(tally: Tally, { status, class: operationClass, priority }: OperationRecord): void {
  tally.status[status] = (tally.status[status] ?? 0) + 1;
  tally.class[operationClass] = (tally.class[operationClass] ?? 0) + 1;
  tally.priority[priority] = (tally.priority[priority] ?? 0) + 1;
}
