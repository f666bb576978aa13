import { Writable } from 'node:stream';
import type { Screen } from './thread-data.js';

/** Characters that may be on their way before a stream waits. */
const MOST_ON_THE_WAY = 2 ** 16;

/**
 * A standard stream of the thread of a command. What is written is sent at once, so that it arrives in order with what is
 * written to the other stream: those of node wait for each other thread's answer first.
 */
export class ThreadOutput extends Writable {
  readonly #send: (text: string) => void;
  #onTheWay = 0;
  #resume: (() => void) | undefined;
  isTTY = false;
  columns = 0;

  constructor(screen: Screen | undefined, send: (text: string) => void) {
    super({ decodeStrings: false });
    this.#send = send;
    this.fit(screen);
  }

  /** Takes the size of the terminal that it leads to, if it leads to one. */
  fit(screen: Screen | undefined): void {
    this.isTTY = screen !== undefined;
    this.columns = screen?.columns ?? 0;
    this.emit('resize');
  }

  /** So many characters have arrived. */
  arrived(count: number): void {
    this.#onTheWay -= count;
    if (this.#onTheWay < MOST_ON_THE_WAY) this.#resume?.();
  }

  override _write(text: string, _: BufferEncoding, done: () => void): void {
    this.#onTheWay += text.length;
    this.#send(text);
    if (this.#onTheWay < MOST_ON_THE_WAY) {
      done();
      return;
    }
    this.#resume = () => {
      this.#resume = undefined;
      done();
    };
  }

  /** Waits until everything has arrived. */
  override _final(done: () => void): void {
    if (this.#onTheWay === 0) done();
    else
      this.#resume = () => {
        if (this.#onTheWay === 0) done();
      };
  }
}
