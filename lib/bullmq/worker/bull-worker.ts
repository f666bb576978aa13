/**
 * A worker of a fleet: takes leases from a queue of BullMQ, runs them in its seats, and sends the answers to their
 * clients.
 *
 * Laws
 * 1. A lease is checked before it runs: its code, its address, its shape, and that its module is one that this worker
 *    was started with. What is refused runs nowhere.
 * 2. An answer is sent before its job completes, over the same connection, so a job that is complete has sent one.
 * 3. A lease whose client is dead is dropped before it runs, and stopped while it runs.
 * 4. `close` takes no more leases and waits for those that run. It says meanwhile that it has no seat, and still stops the
 *    leases of dead clients.
 * 5. Where Redis has been gone for longer than a lock, its leases are lost, and `close` waits for none of them.
 */
import { hostname } from 'node:os';
import type { Worker } from 'bullmq';
import { FleetError } from '../../remote/errors.js';
import type { Plain } from '../../refiners/refiner.js';
import { Signer } from '../../remote/signature.js';
import type { BoundedRedis } from '../redis/bounded-redis.js';
import { another, fleetError, openRedis, reach, reasonOf } from '../redis/connection.js';
import { within } from '../redis/patience.js';
import type { JobHost } from './job-run.js';
import { jobTaker } from './job-taker.js';
import { Outbox } from './outbox.js';
import { Presence } from './presence.js';
import { publishedOf } from './published.js';
import { Refusals } from './refusals.js';
import { Running } from './running.js';
import { Strangers } from './strangers.js';
import { Throughput } from './throughput.js';
import { workerSettings } from './worker-options.js';
import type { BullWorkerOptions, WorkerSettings } from './worker-options.js';

/** A worker of a fleet. It runs from `start` until `close`. */
export class BullWorker {
  readonly #settings: WorkerSettings;
  readonly #signer = new Signer();
  readonly #running = new Running();
  readonly #throughput = new Throughput(() => performance.now());
  readonly #refusals = new Refusals((message) => {
    this.#warn(message);
  });
  #answered = 0;
  #redis: BoundedRedis | undefined;
  #worker: Worker | undefined;
  #presence: Presence | undefined;
  #isDraining = false;
  /** Says that Redis has been gone for longer than a lock. */
  #outlasted: () => void = () => undefined;
  #closing: Promise<void> | undefined;
  #dismissal: FleetError | undefined;
  #end: (dismissal: FleetError | undefined) => void = () => undefined;
  /**
   * Resolves when it has closed: with a FleetError of fault `audit` where a client has told it to end, as an audit found
   * it to answer wrongly.
   */
  readonly closed = new Promise<FleetError | undefined>((resolve) => {
    this.#end = resolve;
  });

  /** @throws FleetError for a key or a module that does not serve, OptionError for options that are none. */
  constructor(options: BullWorkerOptions) {
    this.#settings = workerSettings(options);
  }

  /** The name under which it signs: the digest of its public key, which is made with it. */
  get name(): string {
    return this.#signer.name;
  }

  /** How many leases it runs, has answered, and has refused. */
  stats(): { readonly running: number; readonly answered: number; readonly refused: number } {
    return {
      running: this.#settings.seats.busy,
      answered: this.#answered,
      refused: this.#refusals.count,
    };
  }

  /**
   * Connects, starts the seats, and takes leases.
   * @throws FleetError which says what is wrong and what to do.
   */
  async start(): Promise<void> {
    const redis = openRedis(this.#settings.connection);
    this.#redis = redis;
    try {
      await this.#start(redis);
    } catch (error) {
      this.#presence?.stop();
      await this.#settings.seats.end();
      redis.disconnectAll();
      throw fleetError(error);
    }
  }

  async #start(redis: BoundedRedis): Promise<void> {
    const [jobs, stops] = [another(redis), another(redis)];
    await reach(redis);
    const { names, seal, seats, modules, checkMilliseconds, lockMilliseconds } = this.#settings;
    const warn = (message: string): void => {
      this.#warn(message);
    };
    const parts = { redis, names, seal, running: this.#running, warn };
    const presence = new Presence({
      ...{ ...parts, name: this.name, checkMilliseconds, lockMilliseconds },
      facts: () => this.#facts(),
      looked: () => {
        strangers.heed();
      },
      outlasted: () => {
        this.#outlasted();
      },
    });
    this.#presence = presence;
    const { clients } = presence;
    const strangers = new Strangers({ clients, taker: () => this.#worker, warn });
    await seats.start();
    stops.on('messageBuffer', (_channel, message) => {
      this.#hear(message);
    });
    await stops.subscribe(names.stops);
    const outbox = new Outbox(jobs, seal, names, this.#signer);
    const host: JobHost = {
      ...{ ...parts, modules, outbox, seats, clients, strangers },
      refusals: this.#refusals,
      answered: () => this.#answered++,
    };
    this.#worker = jobTaker(host, jobs, lockMilliseconds);
    await presence.start();
    void this.#worker.run().catch((error: unknown) => {
      this.#warn(reasonOf(error));
    });
  }

  /** Takes no more leases, waits for those that run, and disconnects. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close().then(() => {
      this.#end(this.#dismissal);
    });
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#isDraining = true;
    const outlasted = new Promise<void>((resolve) => {
      this.#outlasted = resolve;
    });
    this.#presence?.look();
    await Promise.race([this.#worker?.close().catch(() => undefined), outlasted]);
    this.#presence?.stop();
    await within(1000, () => this.#presence?.leave() ?? Promise.resolve());
    await this.#settings.seats.end();
    this.#redis?.disconnectAll();
  }

  /** What it says of itself, once for each interval. */
  #facts(): Plain {
    return {
      seats: this.#isDraining ? 0 : this.#settings.seats.count,
      ...{ busy: this.#settings.seats.busy, answered: this.#answered },
      leasesPerSecond: this.#throughput.next(this.#answered),
      ...{ host: `${hostname()} ${String(process.pid)}`, modules: this.#settings.modules.digests },
    };
  }

  /** What was published to all workers, by whomever. */
  #hear(sealed: Buffer): void {
    const { seal, names } = this.#settings;
    try {
      const said = publishedOf(sealed, seal, names.queue);
      if (said.kind === 'stop') this.#running.stop(said.digest, said.from);
      else if (said.worker === this.name) this.#dismissed();
    } catch (error) {
      this.#refusals.note(error);
    }
  }

  #dismissed(): void {
    this.#dismissal ??= new FleetError(
      'audit',
      `a client found an answer of this worker to be wrong: it takes no more leases. Look for a fault of this machine, and for another version of pincer or of a refiner`,
    );
    this.#warn(this.#dismissal.message);
    void this.close();
  }

  #warn(message: string): void {
    this.#settings.onWarning?.(message);
  }
}
