/**
 * Dependants: operations that begin only when others have met their goals.
 *
 * Laws
 * 1. Who waits passes its priority on to those it waits for, so that nobody of high priority waits
 *    for somebody of low.
 * 2. Each end of a request that somebody waits for is handed out once, to all of them. One that ended
 *    before without meeting its goal, or that is known no more, concludes at once.
 */
import type { PincerError } from '../../exact/errors.js';
import type { CoordinatorState } from '../state.js';
import { raise } from '../operations/inheritance.js';
import type { Nanoseconds } from '../leases/lease.js';
import type { Operation, OperationId } from '../operations/operation.js';

/** How a request ended that others wait for. */
interface Conclusion {
  readonly id: OperationId;
  readonly met: boolean;
  readonly error?: PincerError;
}

/** The same, with those who waited for it. */
export interface Concluded extends Conclusion {
  readonly dependants: readonly Operation[];
}

export class Dependants {
  readonly #state: CoordinatorState;
  readonly #waiting = new Map<OperationId, Operation[]>();
  /** Requests that have ended since their dependants were last told. */
  readonly #concluded: Conclusion[] = [];

  constructor(state: CoordinatorState) {
    this.#state = state;
  }

  /** An operation is to wait for a request. */
  add(operation: Operation, id: OperationId, now: Nanoseconds): void {
    const { register, turns } = this.#state;
    const awaited = register.find(id);
    if (register.ended(id)?.status === 'met') return;
    operation.blockers++;
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) this.#waiting.set(id, [operation]);
    else waiting.push(operation);
    if (awaited === undefined) {
      this.#concluded.push({ id, met: false });
      return;
    }
    operation.awaited.add(awaited);
    raise(awaited, operation.priority, (one, priority) => {
      turns.reprioritise(one, priority, now);
    });
  }

  /** A request has ended. */
  conclude(id: OperationId, met: boolean, error?: PincerError): void {
    if (!this.#waiting.has(id)) return;
    this.#concluded.push({ id, met, ...(error === undefined ? {} : { error }) });
  }

  /** Takes out the last request that ended. */
  take(): Concluded | undefined {
    const concluded = this.#concluded.pop();
    if (concluded === undefined) return undefined;
    const dependants = this.#waiting.get(concluded.id) ?? [];
    this.#waiting.delete(concluded.id);
    return { ...concluded, dependants };
  }
}
