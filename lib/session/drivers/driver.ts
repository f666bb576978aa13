import type { Poll } from '../../coordinator/coordinator.js';
import type {
  OperationId,
  OperationRequest,
  Outcome,
} from '../../coordinator/operations/request.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type { ShareDone, TimeLeft } from '../time-left.js';

/** How far an operation has come. */
export interface OperationProgress extends ShareDone {
  /** Of the root. */
  readonly bounds: Enclosure;
}

/** A listener on progress, and what it heard last. It brings the measure of the time left, which only listeners load. */
export interface ProgressListener {
  readonly report: (progress: OperationProgress) => void;
  readonly timeLeft: TimeLeft;
  last: OperationProgress | undefined;
  at: Nanoseconds;
}

/** What a caller hears of an operation, and how the caller ends it early. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the bounds of the root after every poll that may have narrowed them. */
  readonly onBounds?: ((bounds: Enclosure) => void) | undefined;
  /** Called when the bounds of the root have narrowed, or a further part of the predicted cost is done. */
  readonly onProgress?: ((begun: Nanoseconds) => ProgressListener) | undefined;
  /** Called with the number of the operation, before any step of it runs. */
  readonly onAdmitted?: ((operation: OperationId) => void) | undefined;
}

/** Runs a coordinator for asynchronous callers. */
export interface Driver {
  /** Runs a request to its end. */
  run(request: OperationRequest, options: RunOptions): Promise<Outcome>;
  /** Resolves when an operation has ended; at once where none of its number is under way. */
  ended(operation: OperationId): Promise<void>;
  /** Ends an operation as aborted. */
  cancel(operation: OperationId): void;
  /** Carries out what a poll says, except for its leases: outcomes, events, contexts to start, leases to stop. */
  deliver(poll: Poll): void;
  /** Settles the results that have arrived since the last poll, those of one state in the order of issue. */
  settleArrived(): void;
  /** Something may be ready to run now. */
  wake(): void;
  /** Ends all operations as aborted, and every context. */
  close(): Promise<void>;
}
