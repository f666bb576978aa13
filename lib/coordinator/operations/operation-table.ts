/**
 * The operations that are under way and, up to a number, those that have ended: found by identity,
 * root, status, class and node.
 */
import type { NodeId } from '../../graph/node.js';
import { encodePlain } from '../../refiners/codec.js';
import type { Plain } from '../../refiners/refiner.js';
import type { CheckedGoal } from '../goals/goal.js';
import type { Nanoseconds } from '../leases/lease.js';
import type {
  Subscriber,
  Operation,
  OperationClass,
  OperationId,
  OperationStatistics,
  Reason,
  OperationRequest,
  Status,
} from './operation.js';

/** Where an operation stands, under way or ended. */
export type OperationStatus =
  /** Without a step so far. */
  | 'queued'
  | 'running'
  /** Stands back for others of higher priority, and keeps what it has. */
  | 'paused'
  /** Waits to lease a step again that was lost. */
  | 'retrying'
  /** Waits to lease a step again whose state another one had overtaken. */
  | 'stale'
  | Status
  | 'rejected'
  | 'aborted';

/** What is known of an operation. */
export interface OperationRecord {
  readonly id: OperationId;
  readonly root: NodeId;
  /** The kind of its goal. */
  readonly kind: CheckedGoal['kind'];
  readonly goal: CheckedGoal;
  readonly class: OperationClass;
  /** Effective, from 1 to 10. */
  readonly priority: number;
  readonly parent: OperationId | null;
  /** Those that it waits for, or waited for. */
  readonly after: readonly OperationId[];
  /** The operation that it is pursued together with, an equal one admitted before. */
  readonly mergedWith: OperationId | null;
  readonly status: OperationStatus;
  readonly reason: Reason | null;
  readonly admitted: Nanoseconds;
  readonly statistics: OperationStatistics;
}

/** Which operations are meant: those that fit all that is given. */
export interface OperationQuery {
  readonly status?: OperationStatus | undefined;
  readonly class?: OperationClass | undefined;
  /** Those under way that need this node, and those ended whose root it was. */
  readonly node?: NodeId | undefined;
}

/** How many operations there are and were since the beginning, whether retained or not. */
export interface OperationCounts {
  readonly status: Readonly<Partial<Record<OperationStatus, number>>>;
  readonly class: Readonly<Partial<Record<OperationClass, number>>>;
  /** By the effective priority at the time of asking, or of the end. */
  readonly priority: Readonly<Partial<Record<number, number>>>;
}

interface End {
  readonly status: Status;
  readonly reason: Reason | null;
}

interface Ended {
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
  readonly #retained: number;
  readonly #active = new Map<OperationId, Operation>();
  /** Those that equal requests can join, by what makes them equal. */
  readonly #open = new Map<string, Operation>();
  /** Of those that others may join. */
  readonly #essences = new Map<Operation, string>();
  readonly #ended = new Map<OperationId, Ended>();
  readonly #endedCounts: Tally = { status: {}, class: {}, priority: {} };

  /** @param retained - how many ended operations are kept. */
  constructor(retained: number) {
    this.#retained = retained;
  }

  /** How many requests are under way. */
  get size(): number {
    return this.#active.size;
  }

  /** The operation that serves a request, if that is under way. */
  find(id: OperationId): Operation | undefined {
    return this.#active.get(id);
  }

  /** What is retained of an ended one. */
  ended(id: OperationId): OperationRecord | undefined {
    return this.#ended.get(id)?.record;
  }

  /** Each operation under way once, in the order of admission. */
  operations(): Set<Operation> {
    return new Set(this.#active.values());
  }

  /** @param essence - of the requests that may join it, from {@link requestKey}; none may without it. */
  add(operation: Operation, essence?: string): void {
    this.#active.set(operation.id, operation);
    if (essence === undefined) return;
    this.#open.set(essence, operation);
    this.#essences.set(operation, essence);
  }

  join(operation: Operation, member: Subscriber): void {
    operation.subscribers.push(member);
    this.#active.set(member.id, operation);
  }

  /** A request is no longer under way. */
  leave(operation: Operation, member: Subscriber, end: End, now: Nanoseconds, epoch: number): void {
    const record = recordOf(operation, member, now, end);
    this.#active.delete(member.id);
    this.#ended.set(member.id, { record, epoch });
    count(this.#endedCounts, record);
    const [oldest] = this.#ended.keys();
    if (oldest !== undefined && this.#ended.size > this.#retained) this.#ended.delete(oldest);
  }

  /** The roots have other numbers: so have the texts that say which requests are equal. */
  renumbered(): void {
    const joinable = [...this.#essences.keys()];
    this.#open.clear();
    this.#essences.clear();
    for (const operation of joinable) {
      const essence = requestKey(operation.request)!;
      this.#open.set(essence, operation);
      this.#essences.set(operation, essence);
    }
  }

  /** An operation has no request left. */
  close(operation: Operation): void {
    const essence = this.#essences.get(operation);
    if (essence === undefined) return;
    this.#essences.delete(operation);
    if (this.#open.get(essence) === operation) this.#open.delete(essence);
  }

  /**
   * The operation under way that a request of this essence can join. Where there are limits, only
   * before it has begun: they are the whole of both.
   */
  findMergeable(request: OperationRequest, essence: string): Operation | undefined {
    const twin = this.#open.get(essence);
    return twin !== undefined && !(twin.started && isLimited(request)) ? twin : undefined;
  }

  /**
   * The operations that fit, in the order of admission.
   * @param wanting - those under way that need a node.
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
      for (const member of operation.subscribers) records.push(recordOf(operation, member, now));
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
      for (const member of operation.subscribers) count(tally, recordOf(operation, member, now));
    }
    return tally;
  }
}

/** What a request has used of what its operation used, since it came. */
export function statisticsOf(
  operation: Operation,
  { admitted, before }: Subscriber,
  now: Nanoseconds,
): OperationStatistics {
  return {
    steps: operation.steps - before.steps,
    stale: operation.stale - before.stale,
    retries: operation.retries,
    cost: operation.cost - before.cost,
    charged: operation.charged - before.charged,
    elapsed: now - admitted,
  };
}

function recordOf(
  operation: Operation,
  member: Subscriber,
  now: Nanoseconds,
  end?: End,
): OperationRecord {
  const { request } = operation;
  return {
    id: member.id,
    root: request.root,
    kind: request.goal.kind,
    goal: request.goal,
    class: operation.class,
    priority: operation.priority,
    parent: request.parent ?? null,
    after: request.after ?? [],
    mergedWith: member.id === operation.id ? null : operation.id,
    status: end === undefined ? statusOf(operation) : endedAs(end),
    reason: end?.reason ?? null,
    admitted: member.admitted,
    statistics: statisticsOf(operation, member, now),
  };
}

function statusOf(operation: Operation): OperationStatus {
  if (operation.retrying > 0) return 'retrying';
  if (operation.conflicting > 0) return 'stale';
  if (!operation.started) return 'queued';
  return operation.scheduling.paused ? 'paused' : 'running';
}

function endedAs({ status, reason }: End): OperationStatus {
  return reason === 'rejected' || reason === 'aborted' ? reason : status;
}

function count(tally: Tally, { status, class: operationClass, priority }: OperationRecord): void {
  tally.status[status] = (tally.status[status] ?? 0) + 1;
  tally.class[operationClass] = (tally.class[operationClass] ?? 0) + 1;
  tally.priority[priority] = (tally.priority[priority] ?? 0) + 1;
}

function isLimited({ budget, timeout }: OperationRequest): boolean {
  return budget?.steps !== undefined || budget?.cost !== undefined || timeout !== undefined;
}

/** What makes two requests equal, as a text; undefined for one that waits for others. */
export function requestKey(request: OperationRequest): string | undefined {
  const {
    root,
    goal,
    class: operationClass = 'normal',
    priority,
    parent,
    budget = {},
    after,
  } = request;
  if (after !== undefined && after.length > 0) return undefined;
  return encodePlain([
    root,
    goal as unknown as Plain,
    operationClass,
    priority ?? null,
    parent ?? null,
    Object.entries(budget).sort(([a], [b]) => (a < b ? -1 : 1)),
    request.deadline ?? null,
    request.timeout ?? null,
    request.assumeDomain ?? false,
  ]);
}
