import type { ExecutionContext } from '../../coordinator/leases/port.js';
import type { ContextSource } from './context-source.js';

const NONE: readonly string[] = [];

/** One context that is always running, has room for all slots of its group, and ends with them. */
export class OwnedContext implements ContextSource {
  readonly opens = false;
  readonly #context: ExecutionContext;

  constructor(context: ExecutionContext) {
    this.#context = context;
  }

  get hasRoom(): boolean {
    return this.#context.alive;
  }

  acquire(): ExecutionContext {
    return this.#context;
  }

  release(): void {
    // The other slots still use it.
  }

  nameAfter(): string {
    return this.#context.name;
  }

  get idleNames(): readonly string[] {
    return NONE;
  }

  prewarm(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.#context.terminate('its session is closed');
  }
}
