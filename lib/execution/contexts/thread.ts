import type { MemoryLimits } from '../platform/platform.js';
import { checkNames } from '../../exact/options.js';
import { CONTEXT_OPTIONS, remoteOptions } from './context-options.js';
import type { ContextOptions } from './context-options.js';
import { RemoteContext } from './remote-context.js';
import { ThreadConnection } from './thread-connection.js';

/** What a {@link ThreadContext} is made with. */
export interface ThreadOptions extends ContextOptions {
  /**
   * Starts the worker: a `Worker` of node:worker_threads, or a module `Worker` of the browser. Its module calls
   * `serve()` of `pincer/worker`. Pincer's own worker by default.
   */
  readonly worker?: (() => unknown) | undefined;
}

/**
 * A worker thread, of node:worker_threads or of the browser. A crash in a step ends this thread and loses its leases,
 * and harms nothing else. If a step runs out of memory, the whole process may end.
 */
export class ThreadContext extends RemoteContext {
  constructor(options: ThreadOptions = {}) {
    checkNames('ThreadContext', options, [...CONTEXT_OPTIONS, 'worker']);
    const { worker, modules } = options;
    const remote = remoteOptions('thread', options);
    super('thread', remote, (events) => {
      const { name, capacity } = remote;
      const start = worker === undefined ? {} : { worker };
      return new ThreadConnection({ name, modules, ...start }, capacity, events);
    });
  }
}

/** Options of an {@link IsolateContext}. */
export interface IsolateOptions extends ThreadOptions {
  /** What the heap of the worker may hold. 512 MiB of old generation by default. Node only. */
  readonly resourceLimits?: MemoryLimits | undefined;
}

/** How long an isolate may take to end by itself after it was asked to. */
const SHUTDOWN_MILLISECONDS = 100;

/**
 * A worker thread with a heap of limited size. A step that fills the heap ends this thread, not the process. A single
 * number of more than about 300 million bits escapes the limit; only a process confines it. The thread is asked to end
 * before it is terminated, so that its modules run their exit handlers.
 */
export class IsolateContext extends RemoteContext {
  constructor(options: IsolateOptions = {}) {
    checkNames('IsolateContext', options, [...CONTEXT_OPTIONS, 'worker', 'resourceLimits']);
    const { worker, resourceLimits, modules } = options;
    const remote = remoteOptions('isolate', options);
    super('isolate', remote, (events) => {
      const { name, capacity } = remote;
      const start = worker === undefined ? {} : { worker };
      const limits = resourceLimits ?? { maxOldGenerationSizeMb: 512 };
      const options = { name, resourceLimits: limits, modules, ...start };
      return new ThreadConnection(options, capacity, events, SHUTDOWN_MILLISECONDS);
    });
  }
}
