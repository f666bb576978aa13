/**
 * Node. The modules of node that only workers need are loaded with the first worker, as each takes milliseconds.
 * `process.getBuiltinModule` loads them synchronously.
 */
import { createRequire } from 'node:module';
import process from 'node:process';
import type { Worker, WorkerOptions as ThreadOptions } from 'node:worker_threads';
import { openProcess } from './child-process.node.js';
import { inheritsInputType, withoutText } from './execution-arguments.node.js';
import { withoutAddedListeners } from './listeners.node.js';
import { ownModule } from './own-module.node.js';
import { saveFile } from './save-file.node.js';
import type { Platform, ThreadsLibrary, LinkEvents, HostLink, WorkerOptions } from './platform.js';

function openOwn(name: string, resourceLimits: WorkerOptions['resourceLimits']): Worker {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const entry = ownModule(() => new URL('../worker/entry.node.js', import.meta.url));
  const open = (more: ThreadOptions = {}): Worker =>
    new Worker(entry, {
      name,
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
      ...more,
    });
  if (!inheritsInputType(process.execArgv)) return open();
  try {
    return open({ execArgv: withoutText(process.execArgv) });
  } catch {
    // Node refuses options of the whole process for a single thread, where they hold anyway.
    return open({ execArgv: [] });
  }
}

function openWorker(options: WorkerOptions, events: LinkEvents): HostLink {
  const { name, resourceLimits, worker: start } = options;
  const worker = start === undefined ? openOwn(name, resourceLimits) : (start() as Worker);
  worker.on('message', (data: unknown) => {
    events.message(data);
  });
  // Without a listener for `error`, an error in the worker would be thrown in this process.
  worker.on('error', (error: NodeJS.ErrnoException) => {
    const uncaught = error.code !== 'ERR_WORKER_OUT_OF_MEMORY';
    events.ended(`the worker failed: ${String(error)}`, uncaught);
  });
  worker.on('messageerror', (error) => {
    events.ended(`a message of the worker could not be read: ${String(error)}`);
  });
  worker.on('exit', (code) => {
    events.ended(`the worker exited with code ${String(code)}`);
  });
  return {
    post: (message, transfer = []) => {
      worker.postMessage(message, transfer as []);
    },
    hold: () => {
      worker.ref();
    },
    release: () => {
      worker.unref();
    },
    terminate: async () => {
      await worker.terminate();
    },
  };
}

let threads: ThreadsLibrary | undefined;

/** Loads by `require`, which is synchronous: no other code runs meanwhile. */
function loadThreads(): Promise<ThreadsLibrary> {
  threads ??= withoutAddedListeners(
    ['SIGINT', 'SIGTERM'],
    () => createRequire(import.meta.url)('threads') as ThreadsLibrary,
  );
  return Promise.resolve(threads);
}

/** The difference of two exact readings is an exact double for 2^53 ns, 104 days. */
function startClock(): () => number {
  const { hrtime } = process;
  const start = hrtime.bigint();
  return () => Number(hrtime.bigint() - start);
}

export const platform: Platform = {
  startClock,
  now: () => performance.now(),
  yieldToEventLoop: () =>
    new Promise((resolve) => {
      setImmediate(resolve);
    }),
  parallelism: () => process.getBuiltinModule('node:os').availableParallelism(),
  sharesMemory: true,
  hasProcesses: true,
  openWorker,
  openProcess,
  warn: (message) => {
    process.emitWarning(message, 'PincerWarning');
  },
  loadThreads,
  saveFile,
};
