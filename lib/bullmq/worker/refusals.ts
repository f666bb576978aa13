import { PincerError } from '../../exact/errors.js';

/** What a worker has refused: counted, and said. */
export class Refusals {
  readonly #warn: (message: string) => void;
  #count = 0;

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  get count(): number {
    return this.#count;
  }

  /** @throws what was thrown, where it is no error of a message or a lease. */
  note(error: unknown): PincerError {
    if (!(error instanceof PincerError)) throw error;
    this.#count++;
    this.#warn(error.message);
    return error;
  }
}
