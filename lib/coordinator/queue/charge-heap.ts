import type { Operation } from '../operations/operation.js';

/**
 * A heap of the operations of one priority that have a step ready, the one that was charged least first,
 * ties by their numbers. A charge changes several operations a step, each by little: each of them keeps its
 * place in the heap and moves from there, where a queue without a change of keys would take it out and put
 * it back.
 */
export class ChargeHeap {
  readonly #operations: Operation[] = [];
  /** What each was charged, beside one another: comparing them touches no operation. */
  readonly #keys: number[] = [];

  get size(): number {
    return this.#keys.length;
  }

  get first(): Operation | undefined {
    return this.#operations[0];
  }

  /** Takes in an operation that is in no heap. */
  add(operation: Operation): void {
    const place = this.#keys.length;
    this.#keys.push(operation.scheduling.charged);
    this.#operations.push(operation);
    this.#rise(place);
  }

  /** The charge of an operation has changed; one that is in no heap has none to change. */
  changed({ scheduling }: Operation): void {
    const { place, charged } = scheduling;
    if (place < 0) return;
    const before = this.#keys[place]!;
    this.#keys[place] = charged;
    if (charged < before) this.#rise(place);
    else this.#sink(place);
  }

  remove({ scheduling }: Operation): void {
    const { place } = scheduling;
    if (place < 0) return;
    scheduling.place = -1;
    const key = this.#keys.pop()!;
    const last = this.#operations.pop()!;
    if (place === this.#keys.length) return;
    this.#keys[place] = key;
    this.#operations[place] = last;
    this.#sink(place);
    this.#rise(last.scheduling.place);
  }

  #rise(from: number): void {
    const operation = this.#operations[from]!;
    const key = this.#keys[from]!;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#isAfter(key, operation, parent)) break;
      this.#move(parent, place);
      place = parent;
    }
    this.#put(place, operation, key);
  }

  #sink(from: number): void {
    const operation = this.#operations[from]!;
    const key = this.#keys[from]!;
    const { length } = this.#keys;
    let place = from;
    while (2 * place + 1 < length) {
      const left = 2 * place + 1;
      const child = left + 1 < length && this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#isAfter(key, operation, child)) break;
      this.#move(child, place);
      place = child;
    }
    this.#put(place, operation, key);
  }

  /** Whether an operation with this key goes after the one at a place. */
  #isAfter(key: number, operation: Operation, place: number): boolean {
    const other = this.#keys[place]!;
    return key > other || (key === other && operation.id > this.#operations[place]!.id);
  }

  #isBefore(one: number, other: number): boolean {
    return this.#isAfter(this.#keys[other]!, this.#operations[other]!, one);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#operations[from]!, this.#keys[from]!);
  }

  #put(place: number, operation: Operation, key: number): void {
    this.#operations[place] = operation;
    this.#keys[place] = key;
    operation.scheduling.place = place;
  }
}
