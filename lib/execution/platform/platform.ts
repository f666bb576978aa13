/**
 * The differences between node and a browser. `#platform` in package.json selects the file that implements them. No
 * other file of `execution/` depends on where it runs.
 */

/** A link to a worker or to a child process, on either platform. */
export interface HostLink {
  /** @throws a DataCloneError when the message cannot be cloned. */
  post(message: unknown, transfer?: readonly unknown[]): void;
  /** Lets the host keep the process alive. */
  hold(): void;
  /** Lets the process end although the host runs. */
  release(): void;
  /** Ends the host; resolves when it is gone. Idempotent. */
  terminate(): Promise<void>;
}

/** What a link reports to its connection. */
export interface LinkEvents {
  message(data: unknown): void;
  /**
   * The host ends or has ended, for whatever reason. May be called more than once.
   * @param uncaught - whether an error that nothing caught ended it, rather than an exit or a lack of memory.
   */
  ended(reason: string, uncaught?: boolean): void;
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
  /** Starts the worker; Pincer's own worker by default. */
  readonly worker?: () => unknown;
}

export interface ProcessOptions {
  readonly name: string;
  readonly capacity: number;
  /** Limit on the heap of the steps, in MiB. */
  readonly maxOldGenerationSizeMb: number;
  /** The addresses of the modules that leases may name; any file without it. */
  readonly modules?: readonly string[] | undefined;
}

/** The part of threads.js that is used on the calling side. Its own types do not resolve under `nodenext`. */
export interface ThreadsLibrary {
  /** Resolves after the init message of the worker with a proxy of its functions. */
  readonly spawn: (worker: ThreadsWorker) => Promise<unknown>;
  readonly Thread: {
    /** Terminates the worker of such a proxy; resolves when it is gone. */
    readonly terminate: (proxy: object) => Promise<void>;
  };
}

/** The part of a worker that `spawn` uses. */
export interface ThreadsWorker {
  addEventListener(type: string, listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(type: string, listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown, transfer?: readonly unknown[]): void;
  terminate(): Promise<void>;
}

export interface Platform {
  /** Starts a clock: a function that gives the nanoseconds since then, an integer that never falls. */
  readonly startClock: () => () => number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Resolves in a later turn of the event loop, after other events. It takes microseconds. */
  readonly yieldToEventLoop: () => Promise<void>;
  /** How many threads this machine runs at once. */
  readonly parallelism: () => number;
  /** Whether memory can be shared with a worker. */
  readonly sharesMemory: boolean;
  readonly hasProcesses: boolean;
  /** @throws an error of the platform when workers cannot be started. */
  readonly openWorker: (options: WorkerOptions, events: LinkEvents) => HostLink;
  /** @throws TypeError where there are no child processes. */
  readonly openProcess: (options: ProcessOptions, events: LinkEvents) => HostLink;
  /** Tells whoever runs the program, on standard error or on the console. */
  readonly warn: (message: string) => void;
  /**
   * Replaces a file as a whole, synchronously: whatever ends the process, the file is the one before or the new one.
   * Undefined where there are no files.
   * @throws an error of the platform where it cannot be written.
   */
  readonly saveFile?: ((path: string, text: string) => void) | undefined;
  /** Loads threads.js on first use. */
  readonly loadThreads: () => Promise<ThreadsLibrary>;
}

export { platform } from '#platform';
