/** So many rows are allocated at once. */
const ROWS = 2048;

/** Rows of as many bytes each, which are added and read, in blocks that never move. */
export class Rows {
  readonly #width: number;
  readonly #blocks: DataView[] = [];
  /** The block that holds the row that was added last. */
  last = new DataView(new ArrayBuffer(0));
  #count = 0;

  /** @param width - bytes of a row. */
  constructor(width: number) {
    this.#width = width;
  }

  get count(): number {
    return this.#count;
  }

  /** Adds a row of zeros; returns where it begins in the block {@link last}. */
  add(): number {
    const at = this.#count++ % ROWS;
    if (at === 0) {
      this.last = new DataView(new ArrayBuffer(ROWS * this.#width));
      this.#blocks.push(this.last);
    }
    return at * this.#width;
  }

  /** @param index - from 0, below the number of rows. */
  read<T>(index: number, read: (view: DataView, at: number) => T): T {
    return read(this.#blocks[Math.floor(index / ROWS)]!, (index % ROWS) * this.#width);
  }
}
