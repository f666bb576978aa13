/**
 * A worker as a host of steps, started by `spawn` and `expose` of threads.js. What threads.js does
 * not survive is met here: `spawn` is called only once the worker has greeted, so its timer never
 * runs out, and a worker that ends tells the context, because the proxies of threads.js would wait
 * for ever. Leases and their answers are messages of our own on the same worker: see worker/wire.
 */
import { platform } from '#platform';
import type { HostLink, ThreadsWorker, WorkerOptions } from '../platform/platform.js';
import type { Call, Connection, ConnectionEvents } from './connection.js';
import { isPincerMessage } from './wire.js';
import type { FromHost, HostApi, ToHost } from './wire.js';

/** A worker that runs but says nothing for so long calls no `serve()`. */
const HANDSHAKE_MILLISECONDS = 30_000;

type Listener = (event: { readonly data: unknown }) => void;

/** Every method answers by message. */
type HostProxy = {
  [Method in keyof HostApi]: (
    ...parameters: Parameters<HostApi[Method]>
  ) => PromiseLike<Awaited<ReturnType<HostApi[Method]>>>;
};

export class ThreadConnection implements Connection {
  readonly ready: Promise<void>;
  readonly #worker: HostLink;
  readonly #events: ConnectionEvents;
  /** Calls made before the worker was ready for them. */
  readonly #early: Call[] = [];
  readonly #listeners = new Set<Listener>();
  readonly #stopFlags: Int32Array | undefined;
  readonly #greetingTimer: ReturnType<typeof setTimeout>;
  readonly #farewellMilliseconds: number;
  #left: () => void = () => undefined;
  readonly #gone = new Promise<void>((resolve) => {
    this.#left = resolve;
  });
  #proxy: HostProxy | undefined;

  /** @param farewellMilliseconds - How long the worker may take to end by itself; 0 does not ask it. */
  constructor(
    options: WorkerOptions,
    capacity: number,
    events: ConnectionEvents,
    farewellMilliseconds = 0,
  ) {
    this.#farewellMilliseconds = farewellMilliseconds;
    this.#events = events;
    this.#stopFlags = platform.sharesMemory
      ? new Int32Array(new SharedArrayBuffer(capacity * Int32Array.BYTES_PER_ELEMENT))
      : undefined;
    let greet: (greeting: unknown) => void;
    const greeted = new Promise<unknown>((resolve) => {
      greet = resolve;
    });
    this.#worker = platform.openWorker(options, {
      message: (data) => {
        if (isPincerMessage(data)) {
          this.#take(data as FromHost);
          return;
        }
        if (isGreeting(data)) {
          clearTimeout(this.#greetingTimer);
          greet(data);
        }
        for (const listener of [...this.#listeners]) listener({ data });
      },
      ended: (reason) => {
        this.#left();
        events.ended(reason);
      },
    });
    this.#greetingTimer = setTimeout(() => {
      events.ended('the worker runs, but its module does not call serve()');
    }, HANDSHAKE_MILLISECONDS);
    this.ready = this.#spawn(greeted);
    this.ready.catch((error: unknown) => {
      events.ended(`threads.js did not take the worker: ${String(error)}`);
    });
  }

  call(call: Call): void {
    if (this.#stopFlags !== undefined) Atomics.store(this.#stopFlags, call.slot, 0);
    if (this.#proxy === undefined) this.#early.push(call);
    else this.#send(call);
  }

  stop({ number, slot }: Call, from: number): void {
    if (this.#stopFlags !== undefined) {
      Atomics.store(this.#stopFlags, slot, from + 1);
      return;
    }
    // After `ready`, as the call itself, so that the stop never overtakes it.
    const message: ToHost = { type: 'pincer-stop', call: number, from };
    this.ready.then(
      () => {
        this.#worker.post(message);
      },
      () => undefined,
    );
  }

  #send({ number, slot, lease, reporting }: Call): void {
    const message: ToHost = { type: 'pincer-lease', call: number, slot, lease, reporting };
    try {
      this.#worker.post(message);
    } catch (error) {
      this.#events.undelivered(number, error);
    }
  }

  #take(message: FromHost): void {
    if (message.type === 'pincer-settled') this.#events.settled(message.call, message.settlement);
    if (message.type === 'pincer-report') this.#events.report(message.call, message.bounds);
  }

  hold(): void {
    this.#worker.hold();
  }

  release(): void {
    this.#worker.release();
  }

  async end(): Promise<void> {
    clearTimeout(this.#greetingTimer);
    if (this.#farewellMilliseconds > 0 && this.#proxy !== undefined)
      await this.#shutDown(this.#proxy);
    await this.#worker.terminate();
  }

  /** Asks the worker to end, and waits for it a little. */
  async #shutDown(proxy: HostProxy): Promise<void> {
    this.#stopFlags?.fill(1);
    this.#worker.hold();
    void proxy.shutdown();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#farewellMilliseconds);
    });
    await Promise.race([this.#gone, patience]);
    clearTimeout(timer);
  }

  async #spawn(greeted: Promise<unknown>): Promise<void> {
    const { spawn } = await platform.loadThreads();
    const greeting = await greeted;
    const worker: ThreadsWorker = {
      addEventListener: (type, listener) => {
        if (type !== 'message') return;
        this.#listeners.add(listener);
        // The first to listen is `spawn`, which waits for the greeting that came already.
        if (this.#proxy === undefined) listener({ data: greeting });
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
    await proxy.configure(this.#stopFlags === undefined ? {} : { stopFlags: this.#stopFlags });
    this.#proxy = proxy;
    for (const call of this.#early.splice(0)) this.#send(call);
  }
}

/** What `expose` of threads.js says once a worker's module has run. */
function isGreeting(data: unknown): boolean {
  return (data as { type?: unknown } | null | undefined)?.type === 'init';
}
