import type { Operation } from '../operations/operation.js';

/**
 * A heap of the operations of one level that have a step ready: the smallest virtual time first, ties by
 * number. A step changes the virtual times of several operations by little, so each knows its index and
 * moves from there; in a queue without a change of keys it would be taken out and put back.
 */
export class ChargeHeap {
  readonly #operations: Operation[] = [];
  /** The virtual times, beside one another: a comparison touches no operation. */
  readonly #keys: number[] = [];

  get size(): number {
    return this.#keys.length;
  }

  get first(): Operation | undefined {
    return this.#operations[0];
  }

  /** Adds an operation that is in no heap. */
  add(operation: Operation): void {
    const index = this.#keys.length;
    this.#keys.push(operation.scheduling.virtualTime);
    this.#operations.push(operation);
    this.#rise(index);
  }

  /** The virtual time of an operation has changed; does nothing for one that is in no heap. */
  changed({ scheduling }: Operation): void {
    const { heapIndex, virtualTime } = scheduling;
    if (heapIndex < 0) return;
    const before = this.#keys[heapIndex]!;
    this.#keys[heapIndex] = virtualTime;
    if (virtualTime < before) this.#rise(heapIndex);
    else this.#sink(heapIndex);
  }

  /** Removes an operation; does nothing for one that is in no heap. */
  remove({ scheduling }: Operation): void {
    const { heapIndex } = scheduling;
    if (heapIndex < 0) return;
    scheduling.heapIndex = -1;
    const key = this.#keys.pop()!;
    const last = this.#operations.pop()!;
    if (heapIndex === this.#keys.length) return;
    this.#keys[heapIndex] = key;
    this.#operations[heapIndex] = last;
    this.#sink(heapIndex);
    this.#rise(last.scheduling.heapIndex);
  }

  #rise(from: number): void {
    const operation = this.#operations[from]!;
    const key = this.#keys[from]!;
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#isAfter(key, operation, parent)) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#put(index, operation, key);
  }

  #sink(from: number): void {
    const operation = this.#operations[from]!;
    const key = this.#keys[from]!;
    const { length } = this.#keys;
    let index = from;
    while (2 * index + 1 < length) {
      const left = 2 * index + 1;
      const child = left + 1 < length && this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#isAfter(key, operation, child)) break;
      this.#move(child, index);
      index = child;
    }
    this.#put(index, operation, key);
  }

  /** Whether an operation with this key goes after the one at an index. */
  #isAfter(key: number, operation: Operation, index: number): boolean {
    const other = this.#keys[index]!;
    return key > other || (key === other && operation.id > this.#operations[index]!.id);
  }

  #isBefore(one: number, other: number): boolean {
    return this.#isAfter(this.#keys[other]!, this.#operations[other]!, one);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#operations[from]!, this.#keys[from]!);
  }

  #put(index: number, operation: Operation, key: number): void {
    this.#operations[index] = operation;
    this.#keys[index] = key;
    operation.scheduling.heapIndex = index;
  }
}
