import type { OperationClass } from '../../coordinator/operations/request.js';
import { ClassQueue } from './class-queue.js';

interface Waiter<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** Those who wait for something to become free, in class order. Each is served or refused once. */
export class WaitQueue<T> {
  readonly #queue = new ClassQueue<Waiter<T>>();

  get size(): number {
    return this.#queue.size;
  }

  /** Whether a newcomer of this class would overtake nobody. */
  isFreeFor(operationClass: OperationClass): boolean {
    return this.#queue.isFreeFor(operationClass);
  }

  /**
   * Joins the line.
   *
   * @param signal - Gives up waiting; the promise is rejected with its reason.
   * @param left - Called when somebody has given up.
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

  /** Serves one after the other while `next` gives something; whom it throws at is refused. */
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

  /** Refuses everybody. */
  refuse(error: Error): void {
    while (this.#queue.size > 0) this.#queue.shift()?.reject(error);
  }
}
