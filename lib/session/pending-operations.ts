/**
 * The operations whose outcome an asynchronous caller waits for.
 *
 * Laws
 * 1. The promise of an operation settles once: with its outcome, or rejected by {@link PendingOperations.fail}.
 * 2. An abort settles its promise at once, not when the present slice ends: the bounds at hand are proven already.
 * 3. A listener is called after every poll that may have narrowed its root, and last with the bounds of the outcome.
 * 4. An operation that has settled keeps no listener, neither on bounds nor on a signal.
 */
import type { OperationId, Outcome, OperationRequest } from '../coordinator/operations/request.js';
import type { Coordinator, Poll } from '../coordinator/coordinator.js';
import type { SchedulerEvent } from '../coordinator/events.js';
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import { onAbort } from './abort.js';
import type { Clock } from './clock.js';
import type { Driver, RunOptions } from './driver.js';
import { callUserFunction } from './user-function.js';

export interface PendingOptions {
  readonly coordinator: Coordinator;
  readonly clock: Clock;
  /** Receives the events of every poll. */
  readonly emit: (events: readonly SchedulerEvent[]) => void;
}

interface PendingOperation {
  readonly onBounds: RunOptions['onBounds'];
  readonly settle: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
}

export class PendingOperations {
  readonly #options: PendingOptions;
  readonly #driver: Pick<Driver, 'deliver' | 'settleArrived' | 'wake'>;
  readonly #pending = new Map<OperationId, PendingOperation>();
  /** How many of them have a listener on bounds. */
  #listening = 0;

  /** @param driver - carries out a poll that follows an abort, and runs the steps that there may be then. */
  constructor(options: PendingOptions, driver: Pick<Driver, 'deliver' | 'settleArrived' | 'wake'>) {
    this.#options = options;
    this.#driver = driver;
  }

  /** Admits a request; resolves with its outcome. */
  run(request: OperationRequest, { signal, onAdmitted, onBounds }: RunOptions): Promise<Outcome> {
    const { coordinator, clock } = this.#options;
    const operation = coordinator.admit(request, clock.nanoseconds());
    if (onAdmitted !== undefined)
      callUserFunction(() => {
        onAdmitted(operation);
      });
    return new Promise((resolve, reject) => {
      const aborted = signal?.aborted === true;
      const unsubscribe =
        signal === undefined || aborted
          ? undefined
          : onAbort(signal, () => {
              this.#abort(operation);
            });
      this.#add(operation, {
        onBounds,
        settle: (outcome) => {
          unsubscribe?.();
          resolve(outcome);
        },
        fail: (error) => {
          unsubscribe?.();
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as it was thrown
          reject(error);
        },
      });
      if (aborted) this.#abort(operation);
      else this.#driver.wake();
    });
  }

  /** Passes on what a poll brought for callers: events, bounds and outcomes. */
  deliver({ events, outcomes }: Poll): void {
    this.#options.emit(events);
    this.#publishBounds(outcomes);
    for (const outcome of outcomes) this.#remove(outcome.operation)?.settle(outcome);
  }

  /** Interrupts all as aborted; the next poll has their outcomes. */
  interruptAll(): void {
    const { coordinator, clock } = this.#options;
    for (const operation of this.#pending.keys())
      coordinator.interrupt(operation, 'aborted', clock.nanoseconds());
  }

  /** Rejects all: a defect below has thrown. */
  fail(error: unknown): void {
    for (const operation of [...this.#pending.keys()]) this.#remove(operation)?.fail(error);
  }

  #abort(operation: OperationId): void {
    const { coordinator, clock } = this.#options;
    this.#driver.settleArrived();
    coordinator.interrupt(operation, 'aborted', clock.nanoseconds());
    this.#driver.deliver(coordinator.poll([], clock.nanoseconds(), operation));
    this.#driver.wake();
  }

  #add(operation: OperationId, pending: PendingOperation): void {
    this.#pending.set(operation, pending);
    if (pending.onBounds !== undefined) this.#listening++;
  }

  #remove(operation: OperationId): PendingOperation | undefined {
    const pending = this.#pending.get(operation);
    if (pending === undefined) return undefined;
    this.#pending.delete(operation);
    if (pending.onBounds !== undefined) this.#listening--;
    return pending;
  }

  #publishBounds(outcomes: readonly Outcome[]): void {
    if (this.#listening === 0) return;
    const final = new Map(outcomes.map(({ operation, bounds }) => [operation, bounds]));
    for (const [operation, { onBounds }] of this.#pending) {
      if (onBounds === undefined) continue;
      const bounds: Enclosure | undefined =
        final.get(operation) ?? this.#options.coordinator.boundsOf(operation);
      if (bounds === undefined) continue;
      callUserFunction(() => {
        onBounds(bounds);
      });
    }
  }
}
