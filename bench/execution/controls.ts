/** What the contexts are measured against: the same steps by plain workers, without what contexts bring. */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import type { ThreadsLibrary } from '#lib/execution/platform/platform.js';

export interface Control {
  run(lease: Lease): PromiseLike<Settlement>;
  end(): Promise<void>;
}

/** A worker spoken to by postMessage. */
export function rawWorker(): Control {
  const worker = new Worker(new URL('./raw-worker.js', import.meta.url));
  const waiting = new Map<number, (settlement: Settlement) => void>();
  worker.on('message', ({ lease, settlement }: { lease: number; settlement: Settlement }) => {
    waiting.get(lease)?.(settlement);
    waiting.delete(lease);
  });
  return {
    run: (lease) =>
      new Promise((resolve) => {
        waiting.set(lease.id, resolve);
        worker.postMessage(lease);
      }),
    end: async () => {
      await worker.terminate();
    },
  };
}

/** A worker spoken to by `spawn` of threads.js, called directly. */
export async function bareSpawn(): Promise<Control> {
  const { spawn } = createRequire(import.meta.url)('threads') as ThreadsLibrary;
  const worker = new Worker(new URL('./bare-worker.js', import.meta.url));
  const listeners = new Map<unknown, (data: unknown) => void>();
  const proxy = (await spawn({
    addEventListener: (type, listener) => {
      const handler = (data: unknown): void => {
        listener({ data });
      };
      listeners.set(listener, handler);
      worker.on(type, handler);
    },
    removeEventListener: (type, listener) => {
      const handler = listeners.get(listener);
      if (handler !== undefined) worker.off(type, handler);
      listeners.delete(listener);
    },
    postMessage: (message, transfer = []) => {
      worker.postMessage(message, transfer as []);
    },
    terminate: async () => {
      await worker.terminate();
    },
  })) as { run: (lease: Lease) => PromiseLike<Settlement> };
  return {
    run: (lease) => proxy.run(lease),
    end: async () => {
      await worker.terminate();
    },
  };
}
