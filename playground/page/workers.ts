/**
 * The workers of the page: each a thread with a step host, wired to the engine by a port of its own.
 *
 * Laws
 * 1. A worker that is ended is ended at once, whatever it computes, and another one starts in its place.
 * 2. The engine learns of a worker when it is ready, and of its end.
 */
import type { Order } from '../protocol.js';

export interface WorkerEvents {
  tell(order: Order, transfer?: Transferable[]): void;
  changed(worker: number, status: 'starting' | 'ready' | 'gone'): void;
}

export class PageWorkers {
  readonly #events: WorkerEvents;
  readonly #threads = new Map<number, Worker>();
  readonly #ready = new Set<number>();
  #wanted = 0;

  constructor(events: WorkerEvents) {
    this.#events = events;
  }

  /** Starts or ends workers until there are so many. */
  want(count: number): void {
    this.#wanted = count;
    for (const worker of [...this.#threads.keys()]) {
      if (worker <= count) continue;
      this.#stop(worker);
      this.#events.changed(worker, 'gone');
    }
    for (let worker = 1; worker <= count; worker++)
      if (!this.#threads.has(worker)) this.#start(worker);
  }

  /** Law 1. */
  end(worker: number): void {
    if (!this.#threads.has(worker)) return;
    this.#stop(worker);
    if (worker <= this.#wanted) this.#start(worker);
  }

  /** Another engine has taken the place of the last: the ports of that one are closed. */
  restart(): void {
    for (const worker of [...this.#threads.keys()]) {
      this.#stop(worker);
      this.#start(worker);
    }
  }

  #stop(worker: number): void {
    this.#threads.get(worker)?.terminate();
    this.#threads.delete(worker);
    if (this.#ready.delete(worker)) this.#events.tell({ type: 'worker-ended', worker });
  }

  #start(worker: number): void {
    this.#events.changed(worker, 'starting');
    const thread = new Worker(new URL('../worker.ts', import.meta.url), {
      type: 'module',
      name: 'lane',
    });
    this.#threads.set(worker, thread);
    const { port1, port2 } = new MessageChannel();
    const stop = crossOriginIsolated ? new SharedArrayBuffer(4) : undefined;
    thread.onmessage = () => {
      if (this.#threads.get(worker) !== thread) return;
      this.#ready.add(worker);
      this.#events.tell({ type: 'worker-started', worker, port: port1, stop }, [port1]);
      this.#events.changed(worker, 'ready');
    };
    thread.postMessage({ port: port2, stop }, [port2]);
  }
}
