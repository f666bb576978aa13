/**
 * Named values: one part of a program defines a value in a session, and another part finds it there.
 *
 * Laws
 * 1. A name has one value from its definition to its removal.
 * 2. A named value is never lost to the cache, as it can always be computed again.
 */
import { SessionError } from './errors.js';

/** The types of values that can be named. A session knows none; `real/` adds Real by declaration merging. */
export interface Nameable {
  readonly nothing: never;
}

/** The types of answers to requests that go on; `real/` adds Result by declaration merging. */
export interface Resumable {
  readonly nothing: never;
}

/** The answer to a request that goes on. */
export type ResumedAnswer = Resumable[keyof Resumable];

/** A value that a session can hold under a name. */
export type NamedValue = Nameable[keyof Nameable];

export class Names {
  readonly #values = new Map<string, NamedValue>();

  /** @throws SessionError for a name that is empty or has a value, or for a value that is no object. */
  define(name: string, value: NamedValue): void {
    if (name === '') throw new SessionError('define: a name is a text that is not empty, got none');
    if (this.#values.has(name)) {
      throw new SessionError(`define: ${name} has a value; remove it before it gets another`);
    }
    if (typeof (value as unknown) !== 'object' || (value as unknown) === null) {
      throw new SessionError(`define: ${name} takes a Real, got ${String(value)}`);
    }
    this.#values.set(name, value);
  }

  get(name: string): NamedValue | undefined {
    return this.#values.get(name);
  }

  remove(name: string): boolean {
    return this.#values.delete(name);
  }

  get all(): readonly string[] {
    return [...this.#values.keys()];
  }
}
