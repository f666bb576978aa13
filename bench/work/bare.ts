/** What sessions with workers are measured against: plain threads that share nothing but a list of numbers. */
import { Worker } from 'node:worker_threads';
import type { WorkloadName } from './values.js';

/** A value that a thread is to compute. */
export interface Order {
  readonly name: WorkloadName;
  readonly number: number;
  readonly digits: number;
}

/** Plain threads, each with a session of its own that has no workers. */
export class BareThreads {
  readonly #workers: readonly Worker[];

  constructor(count: number) {
    this.#workers = Array.from(
      { length: count },
      () => new Worker(new URL('./bare-worker.js', import.meta.url)),
    );
  }

  /** Each thread takes the next value when it has done with one. */
  async compute(orders: readonly Order[]): Promise<void> {
    let next = 0;
    const lane = async (worker: Worker): Promise<void> => {
      while (next < orders.length) await answer(worker, orders[next++]!);
    };
    await Promise.all(this.#workers.map(lane));
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

async function answer(worker: Worker, order: Order): Promise<void> {
  const { status } = await new Promise<{ status: string }>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: { status: string }) => {
      worker.off('error', reject);
      resolve(message);
    });
    worker.postMessage(order);
  });
  if (status !== 'met') throw new Error(`bare thread: ended as ${status}`);
}
