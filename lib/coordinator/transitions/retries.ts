/**
 * Retries: steps that brought no answer, and are leased again.
 *
 * Laws
 * 1. A node is leased again after its backoff, and not before.
 * 2. Every loss counts for all operations that want the node. One whose retries run out is rejected,
 *    with the best bounds; before that it alerts.
 */
import type { NodeId } from '../../graph/node.js';
import type { Backoff } from '../leases/backoff.js';
import { chainOf } from '../leases/chain.js';
import type { CoordinatorState } from '../state.js';
import type { Completion } from './completion.js';
import type { Lease, Nanoseconds } from '../leases/lease.js';
import { CLASSES } from '../operations/operation.js';
import type { Operation } from '../operations/operation.js';

/** Share of the retries from which on an alert is given. */
const ALERT_SHARE = 0.8;

export class Retries {
  readonly #state: CoordinatorState;
  readonly #endings: Completion;
  readonly #backoff: Backoff | undefined;

  /** @param backoff - how long a step waits; not at all without it. */
  constructor(state: CoordinatorState, endings: Completion, backoff: Backoff | undefined) {
    this.#state = state;
    this.#endings = endings;
    this.#backoff = backoff;
  }

  /**
   * A step that was lost is handed out again after a while.
   * @param conflict - its state was overtaken by another, rather than lost.
   */
  retry(lease: Lease, conflict: boolean, now: Nanoseconds): void {
    const { index, sleepers } = this.#state;
    const { node, attempt } = lease;
    if (conflict) this.#again(lease);
    else this.#blame(lease);
    // A copy: those whose retries run out leave the index.
    for (const operation of [...index.of(node)]) this.#count(operation, node, now);
    const wait = this.#backoff?.(attempt) ?? 0;
    if (wait > 0) {
      const operations = [...index.of(node)];
      for (const operation of operations) {
        if (conflict) operation.conflicting++;
        else operation.retrying++;
      }
      if (operations.length > 0) sleepers.add({ node, until: now + wait, conflict, operations });
    }
    if (!sleepers.has(node)) this.#state.giveBack(node);
  }

  /** Nodes that have waited long enough can be leased again. */
  wake(now: Nanoseconds): void {
    const { sleepers } = this.#state;
    if (sleepers.next === undefined) return;
    for (const { node, conflict, operations } of sleepers.wake(now)) {
      for (const operation of operations) {
        if (conflict) operation.conflicting--;
        else operation.retrying--;
      }
      if (!sleepers.has(node)) this.#state.giveBack(node);
    }
  }

  /** Of a message of several leases nobody can tell which step it was: none is blamed, and all are remembered. */
  #blame(lease: Lease): void {
    if (lease.then === undefined) {
      this.#again(lease);
      return;
    }
    const { attempts } = this.#state;
    for (const { node, attempt } of chainOf(lease)) {
      if (!attempts.has(node)) attempts.set(node, attempt);
    }
  }

  /** Of a step that was leased twice at once both losses count: twice is what poison takes. */
  #again({ node, attempt }: Lease): void {
    const { attempts } = this.#state;
    attempts.set(node, Math.max(attempt, attempts.get(node) ?? 0) + 1);
  }

  #count(operation: Operation, node: NodeId, now: Nanoseconds): void {
    const { log } = this.#state;
    const { id, priority } = operation;
    const retries = ++operation.retries;
    const limit = CLASSES[operation.class].retries;
    const told = { nanoseconds: now, operation: id, priority };
    log.emit({ type: 'operation-retried', ...told, node, retries });
    if (retries === Math.ceil(ALERT_SHARE * limit) || retries > limit) {
      log.emit({ type: 'operation-alerted', ...told, retries, limit });
    }
    if (retries > limit) {
      log.emit({ type: 'operation-rejected', ...told, retries });
      this.#endings.endUnmet(operation, 'rejected', now);
    }
  }
}
