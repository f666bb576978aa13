import type { Poll } from '../coordinator/coordinator.js';
import type {
  OperationId,
  Outcome,
  OperationRequest,
} from '../coordinator/operations/operation.js';
import type { Enclosure } from '../exact/enclosure/enclosure.js';

/** What a caller hears of an operation, and how it ends it early. */
export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Told the bounds of the root after every poll, where they may have narrowed. */
  readonly onBounds?: (bounds: Enclosure) => void;
  /** Told the number of the operation, before anything of it runs. */
  readonly onAdmitted?: (operation: OperationId) => void;
}

/** What moves a coordinator for asynchronous callers. */
export interface Driver {
  /** Runs a request to its end. */
  run(request: OperationRequest, options: RunOptions): Promise<Outcome>;
  /** Delivers what a poll tells: outcomes, events, and leases to stop. */
  take(poll: Poll): void;
  /** Something may be ready to run now. */
  wake(): void;
  /** Ends all that is under way as aborted, and every context. */
  close(): Promise<void>;
}
