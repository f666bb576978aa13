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
import { Worker } from 'bullmq';
import { checkNames } from '../../exact/options.js';
import { checkCount } from '../../execution/check-count.js';
import { platform } from '../../execution/platform/platform.js';
import { FleetError } from '../../remote/errors.js';
import { ModuleList } from '../../remote/modules.js';
import type { Seal } from '../../remote/seal.js';
import { Signer } from '../../remote/signature.js';
import { Census } from '../census.js';
import { Heart } from '../heart.js';
import { namesOf, PREFIX } from '../names.js';
import type { Names } from '../names.js';
import { checkInterval, sealOf } from '../options.js';
import type { BoundedRedis } from '../redis/bounded-redis.js';
import { another, openRedis, reach } from '../redis/connection.js';
import { within } from '../redis/patience.js';
import { runJob } from './job-run.js';
import type { JobHost } from './job-run.js';
import { Outbox } from './outbox.js';
import { publishedOf } from './published.js';
import { Refusals } from './refusals.js';
import { Remains } from './remains.js';
import { Running } from './running.js';
import { Seats } from './seats.js';
import { Throughput } from './throughput.js';
import { WORKER_OPTIONS } from './worker-options.js';
import type { BullWorkerOptions } from './worker-options.js';

/** A worker of a fleet. It runs from `start` until `close`. */
export class BullWorker {
  readonly #options: BullWorkerOptions;
  readonly #names: Names;
  readonly #seal: Seal;
  readonly #check: number;
  readonly #lock: number;
  readonly #signer = new Signer();
  readonly #modules: ModuleList;
  readonly #seats: Seats;
  readonly #running = new Running();
  readonly #throughput = new Throughput(() => performance.now());
  readonly #refusals = new Refusals((message) => {
    this.#warn(message);
  });
  #answered = 0;
  #redis: BoundedRedis | undefined;
  #worker: Worker | undefined;
  #clients: Census | undefined;
  #others: Census | undefined;
  #remains: Remains | undefined;
  #heart: Heart | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #looking: Promise<void> | undefined;
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
    checkNames('BullWorker', options, WORKER_OPTIONS);
    const { queue = 'default', seats = platform.parallelism(), isolation = 'process' } = options;
    this.#options = options;
    this.#names = namesOf(queue);
    this.#seal = sealOf('BullWorker', options);
    this.#check = checkInterval(
      'BullWorker',
      'checkMilliseconds',
      options.checkMilliseconds ?? 5000,
    );
    const { lockMilliseconds = 30_000, modules = [] } = options;
    this.#lock = checkInterval('BullWorker', 'lockMilliseconds', lockMilliseconds);
    this.#modules = new ModuleList(modules);
    const count = checkCount('BullWorker', 'seats', seats, 1);
    this.#seats = new Seats(count, isolation, this.#modules.addresses);
  }

  /** The name under which it signs: the digest of its public key, which is made with it. */
  get name(): string {
    return this.#signer.name;
  }

  /** How many leases it runs, has answered, and has refused. */
  stats(): { readonly running: number; readonly answered: number; readonly refused: number } {
    return { running: this.#seats.busy, answered: this.#answered, refused: this.#refusals.count };
  }

  /**
   * Connects, starts the seats, and takes leases.
   * @throws FleetError which says what is wrong and what to do.
   */
  async start(): Promise<void> {
    const redis = openRedis(this.#options.connection);
    const [jobs, stops] = [another(redis), another(redis)];
    this.#redis = redis;
    try {
      await reach(redis);
    } catch (error) {
      redis.disconnectAll();
      throw error;
    }
    const { queue, workers, clients } = this.#names;
    const hearts = { redis, seal: this.#seal, queue, checkMilliseconds: this.#check };
    this.#clients = new Census({ ...hearts, kind: 'client', key: clients });
    this.#others = new Census({ ...hearts, kind: 'worker', key: workers });
    this.#remains = new Remains(redis, this.#names);
    this.#heart = new Heart({ ...hearts, kind: 'worker', key: workers }, this.name);
    await this.#seats.start();
    stops.on('messageBuffer', (_channel, message) => {
      this.#hear(message);
    });
    await stops.subscribe(this.#names.stops);
    const outbox = new Outbox(jobs, this.#seal, this.#names, this.#signer);
    const host: JobHost = {
      ...{ redis, names: this.#names, seal: this.#seal, modules: this.#modules, outbox },
      ...{ seats: this.#seats, running: this.#running, clients: this.#clients },
      refusals: this.#refusals,
      warn: (message) => {
        this.#warn(message);
      },
      answered: () => this.#answered++,
    };
    this.#worker = new Worker(queue, (job) => runJob(host, job), {
      ...{ connection: jobs, prefix: PREFIX, autorun: false, skipVersionCheck: true },
      ...{ concurrency: this.#seats.count, maxStalledCount: 0 },
      // Clients look for jobs that stall. A look of a worker would put off theirs.
      ...{ lockDuration: this.#lock, skipStalledCheck: true },
    });
    this.#worker.on('error', (error) => {
      this.#warn(`Redis: ${error.message}`);
    });
    // Its client has been told that it is lost.
    this.#worker.on('lockRenewalFailed', (jobs) => {
      for (const [digest, { job }] of this.#running.all)
        if (jobs.includes(job)) this.#running.stop(digest, 0);
    });
    await this.#beat();
    this.#timer = setInterval(() => {
      this.#look();
    }, this.#check);
    void this.#worker.run().catch((error: unknown) => {
      this.#warn(String(error));
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
    this.#look();
    await Promise.race([this.#worker?.close().catch(() => undefined), outlasted]);
    clearInterval(this.#timer);
    await within(1000, async () => {
      await this.#looking;
      await this.#heart?.stop();
      await this.#remains?.close();
    });
    await this.#seats.end();
    this.#redis?.disconnectAll();
  }

  async #beat(): Promise<void> {
    await this.#heart?.beat({
      seats: this.#isDraining ? 0 : this.#seats.count,
      ...{ busy: this.#seats.busy, answered: this.#answered },
      leasesPerSecond: this.#throughput.next(this.#answered),
      ...{ host: `${hostname()} ${String(process.pid)}`, modules: this.#modules.digests },
    });
  }

  /** One look at a time: its commands wait for a Redis that is away. */
  #look(): void {
    this.#beat().catch((error: unknown) => {
      this.#warn(String(error));
    });
    if ((this.#heart?.missed ?? 0) * this.#check > this.#lock) this.#outlasted();
    this.#looking ??= this.#lookNow().finally(() => {
      this.#looking = undefined;
    });
  }

  async #lookNow(): Promise<void> {
    try {
      await this.#remains?.look(this.#others!, this.#clients!);
      for (const [digest, { client }] of this.#running.all)
        if (this.#clients?.isLive(client) === false) this.#running.stop(digest, 0);
    } catch (error) {
      this.#warn(String(error));
    }
  }

  /** What was published to all workers, by whomever. */
  #hear(sealed: Buffer): void {
    try {
      const said = publishedOf(sealed, this.#seal, this.#names.queue);
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
    this.#options.onWarning?.(message);
  }
}
