/**
 * Retries: steps that brought nothing are leased again.
 *
 * Laws
 * 1. A node is leased again after its backoff, and not before.
 * 2. Every loss counts for all operations that want the node. An operation whose retries run out is
 *    rejected, with the best bounds; before that it alerts.
 */
import TinyQueue from 'tinyqueue';
import type { NodeId } from '../../graph/node.js';
import type { Backoff } from '../leases/backoff.js';
import { chainOf } from '../leases/chain.js';
import type { Lease } from '../leases/lease.js';
import type { Operation } from '../operations/operation.js';
import { CLASSES } from '../operations/request.js';
import type { CoordinatorState } from '../state.js';
import type { Nanoseconds } from '../time.js';
import type { Completion } from './completion.js';

/** The share of the retries at which an operation alerts. */
const ALERT_SHARE = 0.8;

/** A node in backoff. */
interface Wait {
  readonly node: NodeId;
  readonly until: Nanoseconds;
  /** Whether its state was overtaken by another result, rather than lost. */
  readonly conflict: boolean;
  /** The operations that wanted it when the wait began. */
  readonly operations: readonly Operation[];
}

const newQueue = (): TinyQueue<Wait> =>
  new TinyQueue<Wait>([], (a, b) => a.until - b.until || a.node - b.node);

export class Retries {
  readonly #state: CoordinatorState;
  readonly #completion: Completion;
  readonly #backoff: Backoff | undefined;
  /**
   * How often the present step of a node was lost or overtaken; 0 where it was lost with others in its
   * message. Only nodes with a loss since their last accepted step are in it.
   */
  readonly #attempts = new Map<NodeId, number>();
  /** The waits of all nodes, and the latest wait of each. */
  #waits = newQueue();
  readonly #latest = new Map<NodeId, Wait>();

  /** @param backoff - how long a step waits; steps do not wait without it. */
  constructor(state: CoordinatorState, completion: Completion, backoff: Backoff | undefined) {
    this.#state = state;
    this.#completion = completion;
    this.#backoff = backoff;
  }

  /** How often the present step of a node was lost by itself. */
  attemptOf(node: NodeId): number {
    return this.#attempts.size === 0 ? 0 : (this.#attempts.get(node) ?? 0);
  }

  /** Whether a step of a node was lost, by itself or with others, since the last one that was accepted. */
  wasLost(node: NodeId): boolean {
    return this.#attempts.has(node);
  }

  /** A step of a node was accepted. */
  accepted(node: NodeId): void {
    if (this.#attempts.size > 0) this.#attempts.delete(node);
  }

  isInBackoff(node: NodeId): boolean {
    return this.#latest.has(node);
  }

  /** When the next backoff ends; Infinity for none. */
  get nextWake(): Nanoseconds {
    return this.#waits.peek()?.until ?? Infinity;
  }

  /**
   * A step was lost: it is leased again after its backoff.
   * @param conflict - its state was overtaken by another result, rather than lost.
   */
  retry(lease: Lease, conflict: boolean, now: Nanoseconds): void {
    const { index } = this.#state;
    const { node, attempt } = lease;
    if (conflict) this.#countAttempt(lease);
    else this.#blame(lease);
    // A copy: operations whose retries run out leave the index.
    for (const operation of [...index.of(node)]) this.#countRetry(operation, node, now);
    const delay = this.#backoff?.(attempt) ?? 0;
    const operations = [...index.of(node)];
    if (delay > 0 && operations.length > 0) {
      for (const { losses } of operations) {
        if (conflict) losses.afterConflict++;
        else losses.afterLoss++;
      }
      this.#add({ node, until: now + delay, conflict, operations });
    }
    if (!this.isInBackoff(node)) this.#state.requeue(node);
  }

  /** Nodes whose backoff has ended are ready again. */
  wake(now: Nanoseconds): void {
    if (this.nextWake > now) return;
    for (const { node, conflict, operations } of this.#takeDue(now)) {
      for (const { losses } of operations) {
        if (conflict) losses.afterConflict--;
        else losses.afterLoss--;
      }
      if (!this.isInBackoff(node)) this.#state.requeue(node);
    }
  }

  /** @param numbers - the new number of each node; -1 for an evicted node, whose wait ends as node -1. */
  renumber(numbers: Int32Array): void {
    this.#latest.clear();
    const before = this.#waits;
    this.#waits = newQueue();
    for (let first = before.pop(); first !== undefined; first = before.pop()) {
      this.#add({ ...first, node: numbers[first.node] ?? -1 });
    }
    const attempts = [...this.#attempts];
    this.#attempts.clear();
    for (const [node, count] of attempts) {
      const number = numbers[node]!;
      if (number >= 0) this.#attempts.set(number, count);
    }
  }

  #add(wait: Wait): void {
    this.#latest.set(wait.node, wait);
    this.#waits.push(wait);
  }

  /** Takes out the waits that have ended. A node is in backoff until its latest wait is out. */
  #takeDue(now: Nanoseconds): Wait[] {
    const due: Wait[] = [];
    for (let first = this.#waits.peek(); first !== undefined; first = this.#waits.peek()) {
      if (first.until > now) break;
      this.#waits.pop();
      if (this.#latest.get(first.node) === first) this.#latest.delete(first.node);
      due.push(first);
    }
    return due;
  }

  /** The cause of a lost message may be any of its steps: none is blamed, and each is noted as lost. */
  #blame(lease: Lease): void {
    if (lease.then === undefined) {
      this.#countAttempt(lease);
      return;
    }
    for (const { node, attempt } of chainOf(lease)) {
      if (!this.#attempts.has(node)) this.#attempts.set(node, attempt);
    }
  }

  /** If both copies of a hedged step are lost, two losses count; two make a step suspect. */
  #countAttempt({ node, attempt }: Lease): void {
    this.#attempts.set(node, Math.max(attempt, this.#attempts.get(node) ?? 0) + 1);
  }

  #countRetry(operation: Operation, node: NodeId, now: Nanoseconds): void {
    const { log } = this.#state;
    const retries = ++operation.losses.retries;
    const limit = CLASSES[operation.class].retries;
    const common = { nanoseconds: now, operation: operation.id, priority: operation.scheduling.priority };
    log.emit({ type: 'operation-retried', ...common, node, retries });
    if (retries === Math.ceil(ALERT_SHARE * limit) || retries > limit) {
      log.emit({ type: 'operation-alerted', ...common, retries, limit });
    }
    if (retries > limit) {
      log.emit({ type: 'operation-rejected', ...common, retries });
      this.#completion.endEarly(operation, 'rejected', now);
    }
  }
}
