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
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Settlement } from '../../coordinator/leases/lease.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { PincerError } from '../../exact/errors.js';
import { checkNames } from '../../exact/options.js';
import { checkCount } from '../../execution/check-count.js';
import { toErrorData } from '../../execution/host/error-data.js';
import { encodeSettlementBytes } from '../../execution/host/lease-codec.js';
import { platform } from '../../execution/platform/platform.js';
import { decodePlainBytes, encodePlainBytes } from '../../refiners/plain-bytes.js';
import { FleetError, MessageError } from '../../remote/errors.js';
import { decodeMessage, encodeMessage } from '../../remote/message.js';
import type { Message, MessageHeader } from '../../remote/message.js';
import { ModuleList } from '../../remote/modules.js';
import { digestOf } from '../../remote/seal.js';
import type { Seal } from '../../remote/seal.js';
import { Signer } from '../../remote/signature.js';
import { decodeLeaseBody, signedContext } from '../bodies.js';
import type { BoundedRedis } from '../redis/bounded-redis.js';
import { another, openRedis, reach } from '../redis/connection.js';
import { within } from '../redis/patience.js';
import { Census } from '../census.js';
import { Heart } from '../heart.js';
import { isBeside, leaseOf } from '../lease-job.js';
import { namesOf, PREFIX } from '../names.js';
import type { Names } from '../names.js';
import { checkInterval, FLEET_OPTIONS, MOST_BYTES, sealOf } from '../options.js';
import type { FleetOptions } from '../options.js';
import { Remains } from './remains.js';
import { Running } from './running.js';
import { Seats } from './seats.js';
import type { SeatKind } from './seats.js';

/** What a {@link BullWorker} is made with. */
export interface BullWorkerOptions extends FleetOptions {
  /** How many leases it runs at once; as many as the machine runs threads by default. */
  readonly seats?: number | undefined;
  /**
   * Where steps run: in processes (by default), which confine all memory and have an empty environment, or in threads,
   * whose messages are faster.
   */
  readonly isolation?: SeatKind | undefined;
  /** Files of the modules whose refiners it runs beside Pincer's own. */
  readonly modules?: readonly string[] | undefined;
  /** After how long without a sign of life its leases are taken for lost, in milliseconds; 30,000 by default. */
  readonly lockMilliseconds?: number | undefined;
  /** Called with what went wrong without ending it, such as a message that was refused. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

const NAMES: readonly string[] = [
  ...[...FLEET_OPTIONS, 'seats', 'isolation', 'modules', 'lockMilliseconds', 'onWarning'],
];

/** How often early bounds and beats of a lease are passed on, in milliseconds. */
const PASS_ON = 50;

/** How long answers wait for their client, in milliseconds. */
const REPLY_LIFE = 600_000;

/**
 * Sends a message to a client unless that has gone, since nobody would ever take it then. The list is no key of the
 * script, which whoever calls it would have to be allowed to read.
 */
const SEND = `
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return end
redis.call('RPUSH', ARGV[2], ARGV[3])
redis.call('PEXPIRE', ARGV[2], ARGV[4])`;

type Address = Omit<MessageHeader, 'expires' | 'kind'>;

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
  #answered = 0;
  /** When the last heartbeat was sent, and what had been answered by then. */
  #beaten = { at: performance.now(), answered: 0 };
  #refused = 0;
  #redis: BoundedRedis | undefined;
  /** That over which BullMQ takes and completes jobs. */
  #jobs: Redis | undefined;
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
    checkNames('BullWorker', options, NAMES);
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
    return { running: this.#seats.busy, answered: this.#answered, refused: this.#refused };
  }

  /**
   * Connects, starts the seats, and takes leases.
   * @throws FleetError which says what is wrong and what to do.
   */
  async start(): Promise<void> {
    const redis = openRedis(this.#options.connection);
    const [jobs, stops] = [another(redis), another(redis)];
    this.#redis = redis;
    this.#jobs = jobs;
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
    this.#worker = new Worker(queue, (job) => this.#run(job), {
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
    const now = performance.now();
    const { at, answered } = this.#beaten;
    const perSecond = at === now ? 0 : (1000 * (this.#answered - answered)) / (now - at);
    this.#beaten = { at: now, answered: this.#answered };
    await this.#heart?.beat({
      seats: this.#isDraining ? 0 : this.#seats.count,
      ...{ busy: this.#seats.busy, answered: this.#answered },
      leasesPerSecond: perSecond,
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

  /** Runs a job: a lease is answered, or refused. */
  async #run(job: Job): Promise<void> {
    try {
      const sealed = await leaseOf(this.#redis!, this.#names, job.id!, job.data);
      const bytes = this.#seal.open(sealed, MOST_BYTES);
      const { queue } = this.#names;
      const message = decodeMessage(bytes, { kind: 'lease', queue }, Date.now());
      const { client, number } = message;
      if (this.#names.job(client, number) !== job.id)
        throw new MessageError('address', 'it is not the lease of its job');
      const digest = digestOf(bytes);
      if (!this.#running.take(digest)) throw new MessageError('expired', 'it was run before');
      // Nobody waits for its answer.
      if ((await this.#clients?.lookFor(client)) !== true) return;
      await this.#answer(message, digest);
    } catch (error) {
      if (!(error instanceof PincerError)) throw error;
      this.#refused++;
      this.#warn(error.message);
    } finally {
      if (isBeside(job.data)) await this.#redis!.del(this.#names.lease(job.id!));
    }
  }

  async #answer(message: Message, digest: string): Promise<void> {
    const { queue, client, number, attempt } = message;
    const address: Address = { queue, client, number, attempt, digest };
    const settlement = await this.#settlement(message, address);
    let content: Uint8Array;
    try {
      content = encodeSettlementBytes(settlement);
      if (content.length > MOST_BYTES - 1024)
        throw new RangeError(
          `the answer has ${String(content.length)} bytes, more than ${String(MOST_BYTES)}`,
        );
    } catch (error) {
      content = encodeSettlementBytes({ kind: 'failed', error: toErrorData(error) });
    }
    // The seat does not wait for Redis here: the next command of this connection completes the job.
    this.#send('answer', address, this.#sign('answer', address, content)).catch(
      (error: unknown) => {
        this.#warn(String(error));
      },
    );
    this.#answered++;
  }

  async #settlement({ body }: Message, address: Address): Promise<Settlement> {
    const { digest, client } = address;
    try {
      const { lease, reporting } = decodeLeaseBody(body);
      const resolved = this.#modules.resolved(lease);
      if (this.#running.isStopped(digest)) return { kind: 'stopped' };
      let latest: Enclosure | undefined;
      let beats = 0;
      const report = (bounds: Enclosure): void => {
        latest = bounds;
      };
      let timer: ReturnType<typeof setInterval> | undefined;
      // Of one lease, one message at most waits for a Redis that is away.
      let passing = false;
      const pass = (kind: 'report' | 'beat', content: Uint8Array): void => {
        passing = true;
        void this.#send(kind, address, content)
          .catch(() => undefined)
          .finally(() => (passing = false));
      };
      try {
        return await this.#seats.run(resolved, reporting ? report : undefined, (execution) => {
          const job = this.#names.job(client, address.number);
          this.#running.start(digest, { client, job, execution });
          timer = setInterval(() => {
            if (passing) return;
            const now = execution.beats?.() ?? 0;
            if (latest !== undefined) {
              const content = encodePlainBytes(latest);
              latest = undefined;
              pass('report', this.#sign('report', address, content));
            } else if (now !== beats) pass('beat', new Uint8Array(0));
            beats = now;
          }, PASS_ON);
        });
      } finally {
        clearInterval(timer);
        this.#running.end(digest);
      }
    } catch (error) {
      if (!(error instanceof PincerError)) throw error;
      this.#refused++;
      this.#warn(error.message);
      return { kind: 'lost', reason: error.message, blameless: true };
    }
  }

  #sign(kind: 'answer' | 'report', address: Address, content: Uint8Array): Uint8Array {
    return this.#signer.sign(signedContext({ kind, ...address }), content);
  }

  async #send(kind: MessageHeader['kind'], address: Address, body: Uint8Array): Promise<void> {
    const expires = Date.now() + REPLY_LIFE;
    const sealed = this.#seal.seal(encodeMessage({ ...address, kind, expires, body }));
    const { client } = address;
    const { clients, reply } = this.#names;
    await this.#jobs!.call('eval', SEND, 1, clients, client, reply(client), sealed, REPLY_LIFE);
  }

  /** What was published to all workers, by whomever. */
  #hear(sealed: Buffer): void {
    try {
      const bytes = this.#seal.open(sealed, MOST_BYTES);
      const { queue } = this.#names;
      const { kind, digest, body } = decodeMessage(bytes, { queue }, Date.now());
      const said: unknown = decodePlainBytes(body);
      if (kind === 'dismissal') {
        if (said === this.name) this.#dismissed();
      } else if (kind !== 'stop')
        throw new MessageError('address', `it is a ${kind}, which is not published`);
      else if (!Number.isSafeInteger(said) || (said as number) < 0)
        throw new MessageError('shape', 'it holds no position');
      else this.#running.stop(digest, said as number);
    } catch (error) {
      if (!(error instanceof PincerError)) throw error;
      this.#refused++;
      this.#warn(error.message);
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
