import type { OperationClass } from '../../coordinator/operations/request.js';

const classes: readonly OperationClass[] = ['structural', 'normal', 'low'];

/** A queue in class order: higher classes first, first come first served inside a class. */
export class ClassQueue<T> {
  readonly #queues: Readonly<Record<OperationClass, T[]>> = { structural: [], normal: [], low: [] };

  get size(): number {
    return classes.reduce((sum, one) => sum + this.#queues[one].length, 0);
  }

  push(entry: T, operationClass: OperationClass): void {
    this.#queues[operationClass].push(entry);
  }

  /** Takes out the entry whose turn it is. */
  shift(): T | undefined {
    return this.#first()?.shift();
  }

  remove(entry: T): void {
    for (const one of classes) {
      const index = this.#queues[one].indexOf(entry);
      if (index >= 0) this.#queues[one].splice(index, 1);
    }
  }

  /** Whether nobody waits whom a newcomer of this class would overtake. */
  isFreeFor(operationClass: OperationClass): boolean {
    const ahead = classes.slice(0, classes.indexOf(operationClass) + 1);
    return ahead.every((one) => this.#queues[one].length === 0);
  }

  #first(): T[] | undefined {
    for (const one of classes) if (this.#queues[one].length > 0) return this.#queues[one];
    return undefined;
  }
}
