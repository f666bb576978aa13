import type { OperationClass } from '../../coordinator/operations/request.js';

const CLASSES: readonly OperationClass[] = ['structural', 'normal', 'low'];

/** A queue by class: entries of a higher class leave first, entries of one class in the order of their arrival. */
export class ClassQueue<T> {
  readonly #queues: Readonly<Record<OperationClass, T[]>> = { structural: [], normal: [], low: [] };

  get size(): number {
    return CLASSES.reduce((sum, one) => sum + this.#queues[one].length, 0);
  }

  push(entry: T, operationClass: OperationClass): void {
    this.#queues[operationClass].push(entry);
  }

  /** Takes out the first entry. */
  shift(): T | undefined {
    return this.#first()?.shift();
  }

  remove(entry: T): void {
    for (const one of CLASSES) {
      const index = this.#queues[one].indexOf(entry);
      if (index >= 0) this.#queues[one].splice(index, 1);
    }
  }

  /** Whether no entry would leave before a new one of this class. */
  isFreeFor(operationClass: OperationClass): boolean {
    const ahead = CLASSES.slice(0, CLASSES.indexOf(operationClass) + 1);
    return ahead.every((one) => this.#queues[one].length === 0);
  }

  #first(): T[] | undefined {
    for (const one of CLASSES) if (this.#queues[one].length > 0) return this.#queues[one];
    return undefined;
  }
}
