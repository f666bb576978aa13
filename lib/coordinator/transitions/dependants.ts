/**
 * Dependants: operations that begin only when other requests have met their goals.
 *
 * Laws
 * 1. An operation that waits passes its priority on to those it waits for, so that no high priority waits
 *    for a low one.
 * 2. The end of a request with dependants is handed out once, together with them. A request that ended
 *    before without meeting its goal, or is not known any more, counts as ending at once.
 */
import type { PincerError } from '../../exact/errors.js';
import type { CoordinatorState } from '../state.js';
import { addAwaited, raisePriority } from '../operations/kinship.js';
import type { Nanoseconds } from '../time.js';
import type { Operation } from '../operations/operation.js';
import type { OperationId } from '../operations/request.js';

/** The end of a request that others wait for. */
interface AwaitedEnd {
  readonly id: OperationId;
  readonly met: boolean;
  readonly error?: PincerError;
}

/** The end of a request, with the operations that waited for it. */
export interface ReleasingEnd extends AwaitedEnd {
  readonly dependants: readonly Operation[];
}

export class Dependants {
  readonly #state: CoordinatorState;
  readonly #waiting = new Map<OperationId, Operation[]>();
  /** Ends that have not been handed out. */
  readonly #ends: AwaitedEnd[] = [];

  constructor(state: CoordinatorState) {
    this.#state = state;
  }

  /** An operation is to wait for a request. */
  add(operation: Operation, id: OperationId, now: Nanoseconds): void {
    const { operations, runQueue } = this.#state;
    if (operations.ended(id)?.status === 'met') return;
    operation.blockers++;
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) this.#waiting.set(id, [operation]);
    else waiting.push(operation);
    const awaited = operations.find(id);
    if (awaited === undefined) {
      this.#ends.push({ id, met: false });
      return;
    }
    addAwaited(operation, awaited);
    raisePriority(awaited, operation.scheduling.priority, (one, priority) => {
      runQueue.reprioritise(one, priority, now);
    });
  }

  /** A request has ended. */
  conclude(id: OperationId, met: boolean, error?: PincerError): void {
    if (!this.#waiting.has(id)) return;
    this.#ends.push({ id, met, ...(error === undefined ? {} : { error }) });
  }

  /** Takes out the end of a request with dependants, the latest first. */
  take(): ReleasingEnd | undefined {
    const end = this.#ends.pop();
    if (end === undefined) return undefined;
    const dependants = this.#waiting.get(end.id) ?? [];
    this.#waiting.delete(end.id);
    return { ...end, dependants };
  }

  /** A request that an operation waits for has met its goal. Returns whether it was the last one. */
  unblock(operation: Operation): boolean {
    operation.blockers--;
    return operation.blockers === 0;
  }
}
