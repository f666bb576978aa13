import type { Execution } from '../../coordinator/leases/port.js';
import type { MemoryLimits } from '../platform/platform.js';
import { IsolateContext } from '../contexts/thread.js';
import type { FromHost, ToHost } from '../contexts/wire.js';

/** How often the beats of the thread are passed on: several times in the shortest time after which a step is late. */
const BEAT_MILLISECONDS = 30;

interface Relayed {
  readonly execution: Execution;
  /** The beats of its thread when they were last passed on. */
  beats: number;
}

/** Passes the leases of a process to its one thread. The process ends with the thread. */
export class ThreadRelay {
  readonly #thread: IsolateContext;
  readonly #relayed = new Map<number, Relayed>();
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #post: (message: FromHost, sent: () => void) => void;
  readonly #end: () => void;

  /** @param end - called once the thread has ended and the last answer has been sent. */
  constructor(
    options: {
      readonly name: string;
      readonly capacity: number;
      readonly resourceLimits: MemoryLimits;
      readonly modules?: readonly string[];
    },
    post: (message: FromHost, sent: () => void) => void,
    end: () => void,
  ) {
    // The parent keeps the grace time after a stop.
    this.#thread = new IsolateContext({ ...options, stopGraceMilliseconds: Infinity });
    this.#post = post;
    this.#end = end;
  }

  start(): void {
    void this.#thread.start().then(() => {
      this.#send({ type: 'pincer-ready' });
    });
    void this.#thread.whenEnded.then((reason) => {
      this.#send({ type: 'pincer-ended', reason });
    });
  }

  take(message: unknown): void {
    const order = message as ToHost;
    if (order.type === 'pincer-stop') {
      this.#relayed.get(order.call)?.execution.stop(order.from);
      return;
    }
    const { call, lease, reporting } = order;
    const report = (
      bounds: Parameters<NonNullable<Parameters<IsolateContext['execute']>[1]>>[0],
    ) => {
      this.#send({ type: 'pincer-report', call, bounds });
    };
    const execution = this.#thread.execute(lease, reporting ? report : undefined);
    this.#relayed.set(call, { execution, beats: 0 });
    this.#timer ??= setInterval(() => {
      this.#passBeats();
    }, BEAT_MILLISECONDS);
    void execution.settled.then((settlement) => {
      this.#relayed.delete(call);
      if (this.#relayed.size === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
      this.#send({ type: 'pincer-settled', call, settlement });
    });
  }

  #passBeats(): void {
    for (const [call, relayed] of this.#relayed) {
      const beats = relayed.execution.beats?.() ?? 0;
      if (beats === relayed.beats) continue;
      relayed.beats = beats;
      this.#send({ type: 'pincer-beat', call });
    }
  }

  #send(message: FromHost): void {
    this.#post(message, () => {
      if (!this.#thread.alive && this.#relayed.size === 0) this.#end();
    });
  }
}
