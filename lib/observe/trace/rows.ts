/** So many rows are allocated at once. */
const ROWS = 2048;

/** Rows of as many bytes each, which are added and read, in blocks that never move. */
export class Rows {
  readonly #width: number;
  readonly #blocks: DataView[] = [];
  #count = 0;

  /** @param width - bytes of a row. */
  constructor(width: number) {
    this.#width = width;
  }

  get count(): number {
    return this.#count;
  }

  /** Adds a row of zeros; `write` gets the block that holds it, and where it begins there. */
  add(write: (view: DataView, at: number) => void): void {
    const at = this.#count % ROWS;
    if (at === 0) this.#blocks.push(new DataView(new ArrayBuffer(ROWS * this.#width)));
    write(this.#blocks[this.#blocks.length - 1]!, at * this.#width);
    this.#count++;
  }

  /** @param index - from 0, below the number of rows. */
  read<T>(index: number, read: (view: DataView, at: number) => T): T {
    return read(this.#blocks[Math.floor(index / ROWS)]!, (index % ROWS) * this.#width);
  }
}
