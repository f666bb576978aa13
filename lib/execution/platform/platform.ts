/**
 * What differs between Node and a browser. `#platform` in package.json chooses the file that
 * implements it; nothing else under lib/execution asks where it runs.
 */

/** A worker or a child process as contexts see it, on whatever platform. */
export interface HostLink {
  /** @throws A DataCloneError when the message cannot be cloned. */
  post(message: unknown, transfer?: readonly unknown[]): void;
  /** Lets it keep the process alive. */
  hold(): void;
  /** Lets the process end although it runs. */
  release(): void;
  /** Idempotent; resolves when it is gone. */
  terminate(): Promise<void>;
}

export interface LinkEvents {
  message(data: unknown): void;
  /** It ends or has ended, for whatever reason. May be called more than once. */
  ended(reason: string): void;
}

/** Limits on the memory of one worker, in MiB. Node only. */
export interface MemoryLimits {
  readonly maxOldGenerationSizeMb?: number | undefined;
  readonly maxYoungGenerationSizeMb?: number | undefined;
  readonly codeRangeSizeMb?: number | undefined;
  readonly stackSizeMb?: number | undefined;
}

export interface WorkerOptions {
  readonly name: string;
  readonly resourceLimits?: MemoryLimits;
  /** Starts the worker; without it Pincer starts its own. */
  readonly worker?: () => unknown;
}

export interface ProcessOptions {
  readonly name: string;
  readonly capacity: number;
  /** What the heap of the steps may hold, in MiB. */
  readonly maxOldGenerationSizeMb: number;
}

/** The part of threads.js that is used on the calling side; its own types are hidden from nodenext. */
export interface ThreadsLibrary {
  /** Resolves after the worker's greeting with a proxy of what it exposed. */
  readonly spawn: (worker: ThreadsWorker) => Promise<unknown>;
}

/** What `spawn` asks of a worker. */
export interface ThreadsWorker {
  addEventListener(type: string, listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(type: string, listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown, transfer?: readonly unknown[]): void;
  terminate(): Promise<void>;
}

export interface Platform {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Resolves in a later turn of the event loop, after other events; costs microseconds. */
  readonly yieldToEventLoop: () => Promise<void>;
  /** How many threads run at once on this machine. */
  readonly parallelism: () => number;
  /** Whether memory can be shared with a worker. */
  readonly sharesMemory: boolean;
  readonly hasProcesses: boolean;
  /** @throws When workers cannot be started at all. */
  readonly openWorker: (options: WorkerOptions, events: LinkEvents) => HostLink;
  /** @throws Where there are no child processes. */
  readonly openProcess: (options: ProcessOptions, events: LinkEvents) => HostLink;
  /** Loads threads.js on first use. */
  readonly loadThreads: () => Promise<ThreadsLibrary>;
}

export { platform } from '#platform';
