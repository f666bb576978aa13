import { now, yieldToEventLoop } from './event-loop.browser.js';
import type { Platform, ThreadsLibrary, LinkEvents, HostLink, WorkerOptions } from './platform.js';

/** The parts of the browser's globals that are used; the types that the compiler loads are those of node. */
interface ModuleWorker {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onmessageerror: (() => void) | null;
  onerror: ((event: { readonly message?: string; preventDefault?: () => void }) => void) | null;
  postMessage(message: unknown, transfer: readonly unknown[]): void;
  terminate(): void;
}
declare const Worker: new (url: URL, options: { type: 'module'; name: string }) => ModuleWorker;
declare const navigator: { readonly hardwareConcurrency?: number } | undefined;
declare const crossOriginIsolated: boolean | undefined;

function openWorker(options: WorkerOptions, events: LinkEvents): HostLink {
  // Bundlers recognise the module of the worker by this exact expression.
  const worker =
    options.worker === undefined
      ? new Worker(new URL('../worker/entry.browser.js', import.meta.url), {
          type: 'module',
          name: options.name,
        })
      : (options.worker() as ModuleWorker);
  worker.onmessage = (event) => {
    events.message(event.data);
  };
  worker.onmessageerror = () => {
    events.ended('a message of the worker could not be read');
  };
  worker.onerror = (event) => {
    event.preventDefault?.();
    events.ended(`the worker failed: ${event.message ?? 'its module did not load'}`);
  };
  return {
    post: (message, transfer = []) => {
      worker.postMessage(message, transfer);
    },
    hold: () => undefined,
    release: () => undefined,
    terminate: () => {
      worker.terminate();
      // A browser has no exit event.
      events.ended('the worker was terminated');
      return Promise.resolve();
    },
  };
}

/** A browser has no finer clock, and coarsens this one. */
function startClock(): () => number {
  const start = now();
  return () => Math.floor((now() - start) * 1e6);
}

export const platform: Platform = {
  startClock,
  now,
  yieldToEventLoop,
  parallelism: () => (typeof navigator === 'undefined' ? 1 : (navigator.hardwareConcurrency ?? 1)),
  sharesMemory:
    typeof crossOriginIsolated !== 'undefined' &&
    crossOriginIsolated &&
    typeof SharedArrayBuffer !== 'undefined',
  hasProcesses: false,
  openWorker,
  openProcess: () => {
    throw new TypeError('a browser has no child processes: use a thread');
  },
  warn: (message) => {
    // A page has no other place for it that people look at.
    // eslint-disable-next-line no-console
    console.warn(message);
  },
  loadThreads: (): Promise<ThreadsLibrary> => import('threads'),
};
