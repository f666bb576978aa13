import type { ExecutionContext } from '../../coordinator/leases/port.js';
import type { ContextSource } from './context-source.js';

/** One context that is always running, has room for all slots of its group, and ends with them. */
export class OwnedContext implements ContextSource {
  readonly #context: ExecutionContext;

  constructor(context: ExecutionContext) {
    this.#context = context;
  }

  get hasRoom(): boolean {
    return this.#context.alive;
  }

  tryAcquire(): ExecutionContext {
    return this.#context;
  }

  release(): void {
    // The other slots still use it.
  }

  prewarm(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.#context.terminate('its session is closed');
  }
}
