import type { Execution } from '../../coordinator/leases/port.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { Address, Outbox } from './outbox.js';

/** How often early bounds and beats of a lease are passed on, in milliseconds. */
const PASS_ON = 50;

/** Passes on that a lease goes on, and its latest early bounds. One message at most waits for a Redis that is away. */
export class Progress {
  readonly #outbox: Outbox;
  readonly #address: Address;
  #latest: Enclosure | undefined;
  #beats = 0;
  #isPassing = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(outbox: Outbox, address: Address) {
    this.#outbox = outbox;
    this.#address = address;
  }

  /** Takes early bounds. */
  report(bounds: Enclosure): void {
    this.#latest = bounds;
  }

  start(execution: Execution): void {
    this.#timer = setInterval(() => {
      this.#pass(execution.beats?.() ?? 0);
    }, PASS_ON);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #pass(beats: number): void {
    const latest = this.#latest;
    if (this.#isPassing || (latest === undefined && beats === this.#beats)) return;
    this.#beats = beats;
    this.#latest = undefined;
    this.#isPassing = true;
    const address = this.#address;
    (latest === undefined ? this.#outbox.beat(address) : this.#outbox.report(address, latest))
      // It may be lost.
      .catch(() => undefined)
      .finally(() => (this.#isPassing = false));
  }
}
