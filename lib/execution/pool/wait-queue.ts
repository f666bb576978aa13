import type { OperationClass } from '../../coordinator/operations/request.js';
import { ClassQueue } from './class-queue.js';

interface Waiter<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** Callers who wait for a resource, by class. Each promise settles once: served, refused or aborted. */
export class WaitQueue<T> {
  readonly #queue = new ClassQueue<Waiter<T>>();

  get size(): number {
    return this.#queue.size;
  }

  /** Whether no caller would be served before a new one of this class. */
  isFreeFor(operationClass: OperationClass): boolean {
    return this.#queue.isFreeFor(operationClass);
  }

  /**
   * Resolves when the caller is served.
   *
   * @param signal - ends the waiting; the promise is rejected with its reason.
   * @param left - called when a caller has been aborted.
   */
  wait(
    operationClass: OperationClass,
    signal: AbortSignal | undefined,
    left: () => void,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#queue.remove(waiter);
        reject(signal?.reason as Error);
        left();
      };
      const waiter: Waiter<T> = {
        resolve: (value) => {
          signal?.removeEventListener('abort', abort);
          resolve(value);
        },
        reject: (error) => {
          signal?.removeEventListener('abort', abort);
          reject(error);
        },
      };
      this.#queue.push(waiter, operationClass);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** Serves callers while `next` returns a value. A caller for whom it throws is refused with that error. */
  serve(next: () => T | undefined): void {
    while (this.#queue.size > 0) {
      try {
        const value = next();
        if (value === undefined) return;
        this.#queue.shift()?.resolve(value);
      } catch (error) {
        this.#queue.shift()?.reject(error as Error);
      }
    }
  }

  /** Refuses all callers. */
  refuse(error: Error): void {
    while (this.#queue.size > 0) this.#queue.shift()?.reject(error);
  }
}
