/**
 * The operations whose outcome an asynchronous caller waits for.
 *
 * Laws
 * 1. The promise of an operation settles once: with its outcome, or rejected by {@link PendingOperations.fail}.
 * 2. An abort settles its promise at once, not when the present slice ends: the bounds at hand are proven already.
 * 3. A listener is called after every poll that may have narrowed its root, and last with the bounds of the outcome.
 * 4. A listener on progress is called when its root has narrowed, and between that every {@link REPORT_EVERY} where a
 *    further part of the predicted cost is done. To predict takes a pass over the cone, as a flush does.
 * 5. An operation that has settled keeps no listener, neither on bounds nor on a signal.
 */
import type {
  OperationId,
  Outcome,
  OperationRequest,
} from '../../coordinator/operations/request.js';
import type { Coordinator, Poll } from '../../coordinator/coordinator.js';
import type { SchedulerEvent } from '../../coordinator/events.js';
import { equals } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { onAbort } from '../abort.js';
import type { Clock } from '../clock.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type { Driver, OperationProgress, ProgressListener, RunOptions } from './driver.js';
import { callUserFunction } from '../user-function.js';

export interface PendingOptions {
  readonly coordinator: Coordinator;
  readonly clock: Clock;
  /** Receives the events of every poll. */
  readonly emit: (events: readonly SchedulerEvent[]) => void;
}

/** Nanoseconds between two reports of progress while the root stays as it is. */
const REPORT_EVERY = 100e6;
/** The part of the predicted cost that is worth a report. */
const LEAST_PART = 0.005;

interface PendingOperation {
  readonly onBounds: RunOptions['onBounds'];
  readonly listener: ProgressListener | undefined;
  readonly settle: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
  /** Called when it has ended. */
  readonly whenEnded: (() => void)[];
}

export class PendingOperations {
  readonly #options: PendingOptions;
  readonly #driver: Pick<Driver, 'deliver' | 'settleArrived' | 'wake'>;
  readonly #pending = new Map<OperationId, PendingOperation>();
  /** How many of them have a listener, and how many one on progress. */
  #listening = 0;
  #reporting = 0;

  /** @param driver - carries out a poll that follows an abort, and runs the steps that there may be then. */
  constructor(options: PendingOptions, driver: Pick<Driver, 'deliver' | 'settleArrived' | 'wake'>) {
    this.#options = options;
    this.#driver = driver;
  }

  /** When a listener on progress is to be called at the latest; Infinity without one. */
  get nextReport(): Nanoseconds {
    return this.#reporting === 0 ? Infinity : this.#options.clock.nanoseconds() + REPORT_EVERY;
  }

  /** Admits a request; resolves with its outcome. */
  run(
    request: OperationRequest,
    { signal, onAdmitted, onBounds, onProgress }: RunOptions,
  ): Promise<Outcome> {
    const { coordinator, clock } = this.#options;
    const now = clock.nanoseconds();
    const operation = coordinator.admit(request, now);
    if (request.timeout !== undefined)
      coordinator.admissionTook(operation, clock.nanoseconds() - now);
    if (onAdmitted !== undefined) callUserFunction(onAdmitted, operation);
    return new Promise((resolve, reject) => {
      const aborted = signal?.aborted === true;
      const unsubscribe =
        signal === undefined || aborted
          ? undefined
          : onAbort(signal, () => {
              this.#abort(operation);
            });
      this.#add(operation, {
        whenEnded: [],
        onBounds,
        listener: onProgress?.(now),
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

  /** Resolves when an operation has ended; at once where none of its number is under way. */
  ended(operation: OperationId): Promise<void> {
    const pending = this.#pending.get(operation);
    if (pending === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      pending.whenEnded.push(resolve);
    });
  }

  /** Ends an operation as aborted; one that is run by a caller who cannot wait hears it after its step. */
  cancel(operation: OperationId): void {
    const { coordinator, clock } = this.#options;
    if (this.#pending.has(operation)) this.#abort(operation);
    else coordinator.interrupt(operation, 'aborted', clock.nanoseconds());
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
    this.#count(pending, 1);
  }

  #remove(operation: OperationId): PendingOperation | undefined {
    const pending = this.#pending.get(operation);
    if (pending === undefined) return undefined;
    this.#pending.delete(operation);
    for (const resolve of pending.whenEnded) resolve();
    this.#count(pending, -1);
    return pending;
  }

  #count({ onBounds, listener }: PendingOperation, one: 1 | -1): void {
    if (onBounds !== undefined || listener !== undefined) this.#listening += one;
    if (listener !== undefined) this.#reporting += one;
  }

  #publishBounds(outcomes: readonly Outcome[]): void {
    if (this.#listening === 0) return;
    const ended = new Map(outcomes.map((outcome) => [outcome.operation, outcome]));
    for (const [operation, { onBounds, listener }] of this.#pending) {
      if (onBounds === undefined && listener === undefined) continue;
      const outcome = ended.get(operation);
      const bounds: Enclosure | undefined =
        outcome?.bounds ?? this.#options.coordinator.boundsOf(operation);
      if (bounds === undefined) continue;
      if (onBounds !== undefined) callUserFunction(onBounds, bounds);
      if (listener !== undefined) this.#report(operation, listener, bounds, outcome);
    }
  }

  #report(
    operation: OperationId,
    listener: ProgressListener,
    bounds: Enclosure,
    outcome: Outcome | undefined,
  ): void {
    const { last, timeLeft } = listener;
    const now = this.#options.clock.nanoseconds();
    const isSame = last !== undefined && equals(last.bounds, bounds);
    if (isSame && (outcome === undefined ? now < listener.at + REPORT_EVERY : last.share === 1))
      return;
    listener.at = now;
    const progress = this.#progressOf(operation, timeLeft, bounds, outcome, now);
    if (isSame && progress.share < last.share + LEAST_PART) return;
    listener.last = progress;
    callUserFunction((each) => {
      listener.report(each);
    }, progress);
  }

  #progressOf(
    operation: OperationId,
    timeLeft: ProgressListener['timeLeft'],
    bounds: Enclosure,
    outcome: Outcome | undefined,
    now: Nanoseconds,
  ): OperationProgress {
    if (outcome?.status === 'met') return { bounds, share: 1, secondsLeft: [0, 0] };
    const outlook = this.#options.coordinator.outlookOf(operation, now);
    return { bounds, ...timeLeft.update(outlook?.done ?? 0, outlook?.left ?? 0, now) };
  }
}
