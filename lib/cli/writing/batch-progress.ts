/**
 * How far a batch has come: the values that are done, of all; the share and the time left count those under way too.
 * Each line counts the same, as nobody knows what a line costs that has not been read.
 */
import { TimeLeft } from '../../session/time-left.js';
import { grouped, shareText } from './progress.js';
import type { ProgressLine } from './progress.js';

export class BatchProgress {
  readonly #line: ProgressLine;
  readonly #now: () => number;
  readonly #timeLeft: TimeLeft;
  /** The shares of the lines under way, by the number of the line. */
  readonly #shares = new Map<number, number>();
  #all: number | undefined;
  #read = 0;
  #done = 0;
  /** Lines that were answered by an earlier run. */
  #resumed = 0;

  /**
   * @param all - how many lines there are, where that is known from the start.
   * @param now - milliseconds of any steady clock.
   */
  constructor(line: ProgressLine, all?: number, now = (): number => performance.now()) {
    this.#line = line;
    this.#all = all;
    this.#now = now;
    this.#timeLeft = new TimeLeft(now() * 1e6);
  }

  begun(line: number): void {
    this.#read++;
    this.#shares.set(line, 0);
    this.#show();
  }

  /** @param share - of its cost that is done, from 0 to 1. */
  moved(line: number, share: number): void {
    this.#shares.set(line, share);
    this.#show();
  }

  done(line: number): void {
    this.#shares.delete(line);
    this.#done++;
    this.#show();
  }

  /** The next line has its answer from an earlier run. */
  resumed(): void {
    this.#read++;
    this.#resumed++;
    this.#show();
  }

  /** All lines have been read. */
  allRead(): void {
    this.#all = this.#read;
  }

  /** Takes the line away, so that an answer can be written in its place. */
  erase(): void {
    this.#line.erase();
  }

  #show(): void {
    this.#line.show(() => this.#text());
  }

  #text(): string {
    const all = this.#all;
    const answered = grouped(this.#done + this.#resumed);
    if (all === undefined) return `${answered} of ${grouped(this.#read)} values read so far`;
    let done = this.#done;
    for (const share of this.#shares.values()) done += share;
    const { secondsLeft } = this.#timeLeft.update(
      done,
      all - this.#resumed - done,
      this.#now() * 1e6,
    );
    const share = all === 0 ? 0 : (this.#resumed + done) / all;
    return `${answered} of ${grouped(all)} values${shareText({ share, secondsLeft })}`;
  }
}
