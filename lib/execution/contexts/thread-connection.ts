/**
 * A worker as a step host. It is started by `spawn` and `expose` of threads.js, configured and asked to end by its
 * calls, and terminated by `Thread.terminate`. Leases and answers alone are Pincer's own messages on the same worker,
 * see `wire.ts`.
 *
 * Two weaknesses of threads.js are worked around. Its `spawn` gives up after a timeout, so it is called only after the
 * init message of the worker has arrived. Its proxies wait for ever if the worker ends, so the end of the worker is
 * reported to the context.
 */
import { platform } from '#platform';
import type { HostLink, ThreadsWorker, WorkerOptions } from '../platform/platform.js';
import type { Call, Connection, ConnectionEvents } from './connection.js';
import { CallSignals } from './call-signals.js';
import { isPincerMessage } from './wire.js';
import type { FromHost, HostApi, ToHost } from './wire.js';

/** A worker whose init message takes longer than this calls no `serve()`. */
const HANDSHAKE_MILLISECONDS = 30_000;

type Listener = (event: { readonly data: unknown }) => void;

/** The functions of the host as threads.js proxies them: each answers by message. */
type HostProxy = {
  [Method in keyof HostApi]: (
    ...parameters: Parameters<HostApi[Method]>
  ) => PromiseLike<Awaited<ReturnType<HostApi[Method]>>>;
};

/** What a worker is started and configured with. */
export interface ThreadConnectionOptions extends WorkerOptions {
  readonly modules?: readonly string[] | undefined;
}

export class ThreadConnection implements Connection {
  readonly ready: Promise<void>;
  readonly #worker: HostLink;
  readonly #events: ConnectionEvents;
  /** Calls made before the worker was ready. */
  readonly #early: Call[] = [];
  readonly #listeners = new Set<Listener>();
  readonly #signals: CallSignals | undefined;
  readonly #handshakeTimer: ReturnType<typeof setTimeout>;
  readonly #shutdownMilliseconds: number;
  readonly #modules: readonly string[] | undefined;
  #resolveGone: () => void = () => undefined;
  readonly #gone = new Promise<void>((resolve) => {
    this.#resolveGone = resolve;
  });
  #proxy: HostProxy | undefined;
  /** Ends the worker by threads.js, once that has taken it. */
  #spawned: { readonly terminate: () => Promise<void> } | undefined;

  /** @param shutdownMilliseconds - how long the worker may take to end by itself; 0 terminates it at once. */
  constructor(
    options: ThreadConnectionOptions,
    capacity: number,
    events: ConnectionEvents,
    shutdownMilliseconds = 0,
  ) {
    this.#shutdownMilliseconds = shutdownMilliseconds;
    this.#events = events;
    this.#modules = options.modules;
    this.#signals = platform.sharesMemory ? CallSignals.shared(capacity) : undefined;
    let resolveInit: (message: unknown) => void;
    const init = new Promise<unknown>((resolve) => {
      resolveInit = resolve;
    });
    this.#worker = platform.openWorker(options, {
      message: (data) => {
        if (isPincerMessage(data)) {
          this.#take(data as FromHost);
          return;
        }
        if (isInitMessage(data)) {
          clearTimeout(this.#handshakeTimer);
          resolveInit(data);
        }
        for (const listener of [...this.#listeners]) listener({ data });
      },
      ended: (reason, uncaught = false) => {
        this.#resolveGone();
        // An error that a step leaves behind, in a timer of its own, comes while the next one waits.
        events.ended(reason, uncaught && ((first) => !this.#hasBegun(first)));
      },
    });
    this.#handshakeTimer = setTimeout(() => {
      events.ended('the worker runs, but its module does not call serve()');
    }, HANDSHAKE_MILLISECONDS);
    this.ready = this.#spawn(init);
    this.ready.catch((error: unknown) => {
      events.ended(`threads.js did not take the worker: ${String(error)}`);
    });
  }

  call(call: Call): void {
    this.#signals?.reset(call.signal);
    if (this.#proxy === undefined) this.#early.push(call);
    else this.#send(call);
  }

  stop({ number, signal }: Call, from: number): void {
    if (this.#signals !== undefined) {
      this.#signals.stop(signal, from);
      return;
    }
    // A call is sent after `ready`, so its stop waits for `ready` as well and never overtakes it.
    const message: ToHost = { type: 'pincer-stop', call: number, from };
    this.ready.then(
      () => {
        this.#worker.post(message);
      },
      () => undefined,
    );
  }

  beats({ signal }: Call): number {
    return this.#signals?.beats(signal) ?? 0;
  }

  /** Whether the turn of a call has come; true where nothing tells. */
  #hasBegun(call: Call): boolean {
    return this.#signals === undefined || this.#signals.beats(call.signal) !== 0;
  }

  /**
   * Sends a lease as a message of its own, not as a call of the proxy: a worker of threads.js answers each call twice,
   * when it begins and when it ends, so the calling thread wakes twice. For 8 steps of 1 ms on two workers that took
   * 1.30 ms of processor time of the calling thread, and messages take 0.94 to 1.18; see bench/LOG.md.
   */
  #send({ number, signal, lease, reporting }: Call): void {
    const message: ToHost = { type: 'pincer-lease', call: number, signal, lease, reporting };
    try {
      this.#worker.post(message);
    } catch (error) {
      this.#events.undelivered(number, error);
    }
  }

  #take(message: FromHost): void {
    if (message.type === 'pincer-settled') this.#events.settled(message.call, message.settlement);
    if (message.type === 'pincer-beat') this.#events.beat(message.call);
    if (message.type === 'pincer-report') this.#events.report(message.call, message.bounds);
  }

  hold(): void {
    this.#worker.hold();
  }

  release(): void {
    this.#worker.release();
  }

  async end(): Promise<void> {
    clearTimeout(this.#handshakeTimer);
    if (this.#shutdownMilliseconds > 0 && this.#proxy !== undefined)
      await this.#shutDown(this.#proxy);
    // A worker that `spawn` has not taken yet is unknown to threads.js.
    if (this.#spawned === undefined) await this.#worker.terminate();
    else await this.#spawned.terminate();
  }

  /** Asks the worker to end, and waits for that as long as it may take. */
  async #shutDown(proxy: HostProxy): Promise<void> {
    this.#signals?.stopAll();
    this.#worker.hold();
    void proxy.shutdown();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#shutdownMilliseconds);
    });
    await Promise.race([this.#gone, timeout]);
    clearTimeout(timer);
  }

  async #spawn(init: Promise<unknown>): Promise<void> {
    const { spawn, Thread } = await platform.loadThreads();
    const initMessage = await init;
    const worker: ThreadsWorker = {
      addEventListener: (type, listener) => {
        if (type !== 'message') return;
        this.#listeners.add(listener);
        // The first listener is that of `spawn`, which waits for the init message that has already come.
        if (this.#proxy === undefined) listener({ data: initMessage });
      },
      removeEventListener: (_type, listener) => {
        this.#listeners.delete(listener);
      },
      postMessage: (message, transfer) => {
        this.#worker.post(message, transfer);
      },
      terminate: () => this.#worker.terminate(),
    };
    const proxy = (await spawn(worker)) as HostProxy;
    this.#spawned = { terminate: () => Thread.terminate(proxy) };
    await proxy.configure({
      ...(this.#signals === undefined ? {} : { signals: this.#signals.memory }),
      ...(this.#modules === undefined ? {} : { modules: this.#modules }),
    });
    this.#proxy = proxy;
    for (const call of this.#early.splice(0)) this.#send(call);
  }
}

/** Whether a message is the one that `expose` of threads.js sends once the module of a worker has run. */
function isInitMessage(data: unknown): boolean {
  return (data as { type?: unknown } | null | undefined)?.type === 'init';
}
