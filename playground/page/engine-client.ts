/**
 * The engine as the page knows it: a worker that is told orders and reports frames.
 *
 * Law: an engine that does not answer in time is ended, and another one takes its place.
 */
import type { Order, Report } from '../protocol.js';

export class EngineClient {
  readonly #onReport: (report: Report) => void;
  #worker: Worker;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #isAnswer: (report: Report) => boolean = () => false;

  constructor(onReport: (report: Report) => void) {
    this.#onReport = onReport;
    this.#worker = this.#start();
  }

  tell(order: Order, transfer: Transferable[] = []): void {
    this.#worker.postMessage(order, transfer);
  }

  /** Waits so many milliseconds for an answer; without one the engine is replaced, and `onLate` called. */
  expect(milliseconds: number, isAnswer: (report: Report) => boolean, onLate: () => void): void {
    clearTimeout(this.#watch);
    this.#isAnswer = isAnswer;
    this.#watch = setTimeout(() => {
      this.#worker.terminate();
      this.#worker = this.#start();
      onLate();
    }, milliseconds);
  }

  #start(): Worker {
    const worker = new Worker(new URL('../worker.ts', import.meta.url), {
      type: 'module',
      name: 'engine',
    });
    worker.onmessage = ({ data }: MessageEvent<Report>) => {
      if (this.#isAnswer(data)) clearTimeout(this.#watch);
      this.#onReport(data);
    };
    return worker;
  }
}
