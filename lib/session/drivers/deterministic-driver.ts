/**
 * The driver of the deterministic mode: operations are admitted and ended here; `deterministic-loop.ts`, which is
 * loaded with the first of them, runs their steps.
 */
import type { Poll } from '../../coordinator/coordinator.js';
import type {
  OperationId,
  Outcome,
  OperationRequest,
} from '../../coordinator/operations/request.js';
import type { ContextStart } from '../../coordinator/leases/placement.js';
import type { VirtualClock } from '../clock.js';
import type { DeterministicLoop, LoopDriver, LoopOptions } from './deterministic-loop.js';
import type { Driver, RunOptions } from './driver.js';
import { PendingOperations } from './pending-operations.js';
import type { PendingOptions } from './pending-operations.js';

export interface DeterministicOptions extends Omit<LoopOptions, 'driver'>, PendingOptions {
  readonly clock: VirtualClock;
  /** Starts contexts that the placement has found to be needed. */
  readonly start: (starts: readonly ContextStart[]) => void;
}

export class DeterministicDriver implements Driver, LoopDriver {
  readonly #options: DeterministicOptions;
  readonly #pending: PendingOperations;
  #loop: DeterministicLoop | undefined;
  #loading: Promise<void> | undefined;
  #closing = false;

  constructor(options: DeterministicOptions) {
    this.#options = options;
    this.#pending = new PendingOperations(options, this);
  }

  run(request: OperationRequest, options: RunOptions): Promise<Outcome> {
    return this.#pending.run(request, options);
  }

  settleArrived(): void {
    // None waits: the loop settles each result in its turn.
  }

  ended(operation: OperationId): Promise<void> {
    return this.#pending.ended(operation);
  }

  cancel(operation: OperationId): void {
    this.#pending.cancel(operation);
  }

  wake(): void {
    if (this.#closing) return;
    if (this.#loop === undefined) this.#loading ??= this.#load();
    else this.#loop.wake();
  }

  fail(error: unknown): void {
    this.#pending.fail(error);
  }

  async close(): Promise<void> {
    this.#closing = true;
    const { coordinator, clock, workerSlots } = this.#options;
    this.#loop?.end();
    this.#pending.interruptAll();
    this.deliver(coordinator.poll([], clock.nanoseconds()));
    await workerSlots.close();
  }

  deliver(poll: Poll): void {
    this.#loop?.stop(poll.stop);
    this.startContexts(poll.start);
    this.#pending.deliver(poll);
  }

  startContexts(starts: readonly ContextStart[]): void {
    if (starts.length === 0) return;
    this.#options.start(starts);
    this.wake();
  }

  async #load(): Promise<void> {
    try {
      const { DeterministicLoop } = await import('./deterministic-loop.js');
      if (this.#closing) return;
      this.#loop = new DeterministicLoop({ ...this.#options, driver: this });
      this.#loop.wake();
    } catch (error) {
      // The next operation tries again.
      this.#loading = undefined;
      this.fail(error);
    }
  }
}
