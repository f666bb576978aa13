/**
 * The lengths of strings in what Redis answers, which come before the strings: so one that is too long is found before it
 * is read.
 *
 * Source: the protocol RESP2 and RESP3 of Redis. `$`, `!` and `=` are followed by the length of a string in decimal and
 * the end of a line, then by as many bytes and the end of another. Every other type is one line.
 */
const NEW_LINE = 10;
const OF_STRINGS: ReadonlySet<number> = new Set(Buffer.from('$!='));

export class ReplyLengths {
  readonly #most: number;
  /** The bytes of a string, and of the end of its line, that are still to come. */
  #left = 0;
  /** The beginning of a line whose end has not come. */
  #begun = '';

  /** @param most - the most bytes of a string. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Reads the next bytes. @returns the length of the first string that is too long; undefined where none is. */
  tooLong(chunk: Buffer): number | undefined {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left > 0) {
        const passed = Math.min(this.#left, chunk.length - at);
        this.#left -= passed;
        at += passed;
        continue;
      }
      const end = chunk.indexOf(NEW_LINE, at);
      if (end < 0) {
        this.#begun += chunk.toString('latin1', at);
        return this.#begun.length > this.#most ? this.#begun.length : undefined;
      }
      const length = this.#lengthIn(chunk, at, end);
      if (length > this.#most) return length;
      // There is no string where its length is -1.
      if (length >= 0) this.#left = length + 2;
      at = end + 1;
    }
    return undefined;
  }

  /** The length that a line says; -1 where it says none. */
  #lengthIn(chunk: Buffer, at: number, end: number): number {
    const begun = this.#begun;
    this.#begun = '';
    if (!OF_STRINGS.has(begun === '' ? chunk[at]! : begun.charCodeAt(0))) return -1;
    return Number((begun + chunk.toString('latin1', at, end)).slice(1));
  }
}
