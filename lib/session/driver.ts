import type { Outcome, Request } from '../coordinator/operation.js';

/** What moves a coordinator for asynchronous callers. */
export interface Driver {
  /** Runs a request to its end. */
  run(request: Request, options: { signal?: AbortSignal; onBounds?: () => void }): Promise<Outcome>;
  /** Settles the promises of operations that have ended. */
  deliver(outcomes: readonly Outcome[]): void;
  /** Something may be ready to run now. */
  wake(): void;
  /** Ends all that is under way as aborted, and every context. */
  close(): Promise<void>;
}
