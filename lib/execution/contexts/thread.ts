import type { MemoryLimits } from '../platform/platform.js';
import { RemoteContext, type RemoteOptions } from './remote-context.js';
import { ThreadConnection } from './thread-connection.js';

/** What a {@link ThreadContext} is made with. */
export interface ThreadOptions extends Partial<RemoteOptions> {
  /**
   * Starts the worker: a `Worker` of node:worker_threads, or a module `Worker` of the browser, whose
   * module calls `serve()` of `pincer/worker`. Pincer's own by default.
   */
  readonly worker?: () => unknown;
}

/**
 * A worker thread, of node:worker_threads or of the browser. A crash in a step costs this thread and
 * its leases, and nothing else; running out of memory may cost the process.
 */
export class ThreadContext extends RemoteContext {
  constructor({ worker, ...options }: ThreadOptions = {}) {
    const remote = { name: 'thread', capacity: 1, ...options };
    super('thread', remote, (events) => {
      const { name, capacity } = remote;
      const start = worker === undefined ? {} : { worker };
      return new ThreadConnection({ name, ...start }, capacity, events);
    });
  }
}

/** What an {@link IsolateContext} is made with. */
export interface IsolateOptions extends ThreadOptions {
  /** What the heap of the worker may hold. 512 MiB of old generation by default. Node only. */
  readonly resourceLimits?: MemoryLimits;
}

/** How long an isolate may take to end by itself. */
const SHUTDOWN_MILLISECONDS = 100;

/**
 * A worker thread with a heap of limited size: a step that fills it costs this thread, not the
 * process. Single numbers of more than some 300 million bits escape the limit; only a process
 * confines them. It is asked to end before it is made to, so that its modules hear of their exit.
 */
export class IsolateContext extends RemoteContext {
  constructor({ worker, resourceLimits, ...options }: IsolateOptions = {}) {
    const remote = { name: 'isolate', capacity: 1, ...options };
    super('isolate', remote, (events) => {
      const { name, capacity } = remote;
      const start = worker === undefined ? {} : { worker };
      const limits = resourceLimits ?? { maxOldGenerationSizeMb: 512 };
      const options = { name, resourceLimits: limits, ...start };
      return new ThreadConnection(options, capacity, events, SHUTDOWN_MILLISECONDS);
    });
  }
}
