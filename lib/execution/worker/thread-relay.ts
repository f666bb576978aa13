import type { Execution } from '../../coordinator/leases/port.js';
import type { MemoryLimits } from '../platform/platform.js';
import { IsolateContext } from '../contexts/thread.js';
import type { FromHost, ToHost } from '../contexts/wire.js';

/** Passes the leases of a process to its one thread. The process ends with the thread. */
export class ThreadRelay {
  readonly #thread: IsolateContext;
  readonly #executions = new Map<number, Execution>();
  readonly #post: (message: FromHost, sent: () => void) => void;
  readonly #end: () => void;

  /** @param end - called once the thread has ended and the last answer has been sent. */
  constructor(
    options: { name: string; capacity: number; resourceLimits: MemoryLimits },
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
  }

  take(message: unknown): void {
    const order = message as ToHost;
    if (order.type === 'pincer-stop') {
      this.#executions.get(order.call)?.stop(order.from);
      return;
    }
    const { call, lease, reporting } = order;
    const report = (
      bounds: Parameters<NonNullable<Parameters<IsolateContext['execute']>[1]>>[0],
    ) => {
      this.#send({ type: 'pincer-report', call, bounds });
    };
    const execution = this.#thread.execute(lease, reporting ? report : undefined);
    this.#executions.set(call, execution);
    void execution.settled.then((settlement) => {
      this.#executions.delete(call);
      this.#send({ type: 'pincer-settled', call, settlement });
    });
  }

  #send(message: FromHost): void {
    this.#post(message, () => {
      if (!this.#thread.alive && this.#executions.size === 0) this.#end();
    });
  }
}
