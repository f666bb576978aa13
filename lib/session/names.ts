/**
 * Named values: what one part of a program defines in a session, another one finds there.
 *
 * Laws
 * 1. A name holds one value from its definition to its removal.
 * 2. What is named stays whole whatever the cache forgets: a value can always be made again.
 */
import { SessionError } from './errors.js';

/** The types of what can be named, by their names. A session knows none; `real/` adds Real to them. */
export interface Nameable {
  readonly nothing: never;
}

/** A value that a session can hold under a name. */
export type NamedValue = Nameable[keyof Nameable];

export class Names {
  readonly #values = new Map<string, NamedValue>();

  /** @throws SessionError for a name that is empty or taken, or a value that is none. */
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
