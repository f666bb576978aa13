import type { Poll } from '../coordinator/coordinator.js';
import type { OperationId, OperationRequest, Outcome } from '../coordinator/operations/request.js';
import type { Enclosure } from '../exact/enclosure/enclosure.js';

/** What a caller hears of an operation, and how the caller ends it early. */
export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Called with the bounds of the root after every poll that may have narrowed them. */
  readonly onBounds?: (bounds: Enclosure) => void;
  /** Called with the number of the operation, before any step of it runs. */
  readonly onAdmitted?: (operation: OperationId) => void;
}

/** Runs a coordinator for asynchronous callers. */
export interface Driver {
  /** Runs a request to its end. */
  run(request: OperationRequest, options: RunOptions): Promise<Outcome>;
  /** Carries out what a poll says, except for its leases: outcomes, events, contexts to start, leases to stop. */
  deliver(poll: Poll): void;
  /** Settles the results that have arrived since the last poll, those of one state in the order of issue. */
  settleArrived(): void;
  /** Something may be ready to run now. */
  wake(): void;
  /** Ends all operations as aborted, and every context. */
  close(): Promise<void>;
}
