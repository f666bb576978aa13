import type { MemoryLimits } from '../platform/platform.js';
import { checkNames } from '../../exact/options.js';
import { CONTEXT_OPTIONS, remoteOptions } from './context-options.js';
import type { ContextOptions } from './context-options.js';
import { RemoteContext } from './remote-context.js';
import { ThreadConnection } from './thread-connection.js';

/** What a {@link ThreadContext} is made with. */
export interface ThreadOptions extends ContextOptions {
  /**
   * Starts the worker: a `Worker` of node:worker_threads, or a module `Worker` of the browser, whose
   * module calls `serve()` of `pincer/worker`. Pincer's own by default.
   */
  readonly worker?: (() => unknown) | undefined;
}

/**
 * A worker thread, of node:worker_threads or of the browser. A crash in a step costs this thread and
 * its leases, and nothing else; running out of memory may cost the process.
 */
export class ThreadContext extends RemoteContext {
  constructor(options: ThreadOptions = {}) {
    checkNames('ThreadContext', options, [...CONTEXT_OPTIONS, 'worker']);
    const { worker } = options;
    const remote = remoteOptions('thread', options);
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
  readonly resourceLimits?: MemoryLimits | undefined;
}

/** How long an isolate may take to end by itself. */
const SHUTDOWN_MILLISECONDS = 100;

/**
 * A worker thread with a heap of limited size: a step that fills it costs this thread, not the
 * process. Single numbers of more than some 300 million bits escape the limit; only a process
 * confines them. It is asked to end before it is made to, so that its modules hear of their exit.
 */
export class IsolateContext extends RemoteContext {
  constructor(options: IsolateOptions = {}) {
    checkNames('IsolateContext', options, [...CONTEXT_OPTIONS, 'worker', 'resourceLimits']);
    const { worker, resourceLimits } = options;
    const remote = remoteOptions('isolate', options);
    super('isolate', remote, (events) => {
      const { name, capacity } = remote;
      const start = worker === undefined ? {} : { worker };
      const limits = resourceLimits ?? { maxOldGenerationSizeMb: 512 };
      const options = { name, resourceLimits: limits, ...start };
      return new ThreadConnection(options, capacity, events, SHUTDOWN_MILLISECONDS);
    });
  }
}
