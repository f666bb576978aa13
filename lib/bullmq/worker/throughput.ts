/** What is answered by the second, between one time that it is asked for and the next. */
export class Throughput {
  readonly #now: () => number;
  #at: number;
  #answered = 0;

  /** @param now - milliseconds of a clock that does not go back. */
  constructor(now: () => number) {
    this.#now = now;
    this.#at = now();
  }

  /** @param answered - all answers so far. @returns 0 where no time has passed. */
  next(answered: number): number {
    const at = this.#now();
    const milliseconds = at - this.#at;
    const more = answered - this.#answered;
    this.#at = at;
    this.#answered = answered;
    return milliseconds === 0 ? 0 : (1000 * more) / milliseconds;
  }
}
