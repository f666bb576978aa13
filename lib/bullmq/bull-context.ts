/**
 * A context whose leases are run by the workers of a fleet, which take them from a queue of BullMQ.
 *
 * Laws (with those of the port)
 * 1. Each lease is one job, which runs at most once; see `lease-job.ts`. A job that dies is a lost lease, and the session
 *    leases the step again.
 * 2. Nothing depends on an event of the queue. At each interval the client asks for the state of leases that nothing was
 *    heard of, then empties its list of answers, and only then judges: a job that stalled or failed is a death; one that
 *    is gone, or complete, without an answer is lost without blame.
 * 3. An answer counts if its code, address, digest and signature are right, if its lease is on its way, and once.
 * 4. The capacity follows the live seats: so many leases for each that none idles while an answer travels.
 * 5. A lost lease does not end this context. Its owner ends it.
 */
import { randomBytes } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Lease, Settlement } from '../coordinator/leases/lease.js';
import type { ContextStatistics, Execution, ExecutionContext } from '../coordinator/leases/port.js';
import type { OperationClass } from '../coordinator/operations/request.js';
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import { isEnclosure } from '../exact/enclosure/recognition.js';
import { LimitError } from '../exact/errors.js';
import { checkNames } from '../exact/options.js';
import { checkCount } from '../execution/check-count.js';
import { LeaseTally } from '../execution/contexts/lease-tally.js';
import { toErrorData } from '../execution/host/error-data.js';
import { checkSettlement, deliveryFailure } from '../execution/host/settlement.js';
import { decodeSettlementBytes } from '../execution/host/lease-codec.js';
import { decodePlainBytes, encodePlainBytes } from '../refiners/plain-bytes.js';
import { SerializationError } from '../refiners/codec.js';
import { keyOf } from '../refiners/registry.js';
import { FleetError, MessageError } from '../remote/errors.js';
import { decodeMessage, encodeMessage } from '../remote/message.js';
import type { Message } from '../remote/message.js';
import { ModuleDigests } from '../remote/modules.js';
import { digestOf } from '../remote/seal.js';
import type { Seal } from '../remote/seal.js';
import { verified } from '../remote/signature.js';
import { encodeLeaseBody, signedContext } from './bodies.js';
import { fleetError, openRedis, reach } from './connection.js';
import { Fallback } from './fallback.js';
import { FleetView } from './fleet-view.js';
import type { FleetState } from './fleet-view.js';
import { Flights } from './flights.js';
import type { Flight } from './flights.js';
import { Heart } from './heartbeats.js';
import { addJob, LEASE_LIFE } from './lease-job.js';
import { namesOf, PREFIX } from './names.js';
import type { Names } from './names.js';
import { checkInterval, FLEET_OPTIONS, MESSAGE_LIFE, MOST_BYTES, sealOf } from './options.js';
import type { FleetOptions } from './options.js';
import { Replies } from './replies.js';

/** What a {@link BullContext} is made with. */
export interface BullOptions extends FleetOptions {
  /** Shown in events and statistics; `bullmq` by default. */
  readonly name?: string | undefined;
  /** The most leases at once; 256 by default. With fewer live seats it is less. */
  readonly capacity?: number | undefined;
  /** How many leases it sends for each live seat; 2 by default, so that a seat finds the next one when it is free. */
  readonly leasesPerSeat?: number | undefined;
  /**
   * What becomes of leases while the fleet cannot be used: `fail` (by default) ends their steps with a FleetError, and
   * waits for workers where none is live; `inline` runs them in a thread of this process.
   */
  readonly fallback?: 'inline' | 'fail' | undefined;
  /** Called once for each kind of trouble. By default a warning of the process is emitted. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

const NAMES: readonly string[] = [
  ...[...FLEET_OPTIONS, 'name', 'capacity', 'leasesPerSeat', 'fallback', 'onWarning'],
];

/** What is open while the client is connected. */
interface Link {
  readonly redis: Redis;
  readonly queue: Queue;
  readonly checker: Worker;
  readonly replies: Replies;
  readonly view: FleetView;
  readonly heart: Heart;
  readonly timer: ReturnType<typeof setInterval>;
  readonly others: readonly Redis[];
}

/**
 * Runs leases on the workers of a fleet, by a queue of BullMQ on Redis: a placement. `bullmq` and `ioredis` are
 * installed beside Pincer. It holds the process open until it is terminated.
 */
export class BullContext implements ExecutionContext {
  readonly name: string;
  readonly kind = 'remote';
  readonly isolates = true;
  readonly #options: BullOptions;
  readonly #names: Names;
  readonly #seal: Seal;
  readonly #check: number;
  readonly #most: number;
  readonly #perSeat: number;
  readonly #client = randomBytes(16).toString('hex');
  readonly #modules = new ModuleDigests();
  readonly #flights = new Flights();
  readonly #fallback: Fallback | undefined;
  readonly #tally: LeaseTally;
  readonly #warned = new Set<string>();
  #link: Link | undefined;
  #opening: Promise<Link> | undefined;
  #checking: Promise<void> | undefined;
  #ending: Promise<void> | undefined;
  #endReason: string | undefined;
  #refused = 0;

  /** @throws FleetError where there is no key that serves, OptionError for options that are none. */
  constructor(options: BullOptions) {
    checkNames('BullContext', options, NAMES);
    const { name = 'bullmq', queue = 'default', capacity = 256, leasesPerSeat = 2 } = options;
    this.name = name;
    this.#options = options;
    this.#names = namesOf(queue);
    this.#seal = sealOf('BullContext', options);
    this.#check = checkInterval(
      'BullContext',
      'checkMilliseconds',
      options.checkMilliseconds ?? 5000,
    );
    this.#most = checkCount(name, 'capacity', capacity, 1);
    this.#perSeat = checkCount(name, 'leasesPerSeat', leasesPerSeat, 1);
    this.#tally = new LeaseTally(() => this.capacity);
    if (options.fallback === 'inline') this.#fallback = new Fallback(name);
  }

  get capacity(): number {
    const seats = this.#link?.view.state.seats ?? 0;
    return Math.max(1, Math.min(this.#most, seats * this.#perSeat));
  }

  get alive(): boolean {
    return this.#endReason === undefined;
  }

  /** Whether a refiner can run on a worker: one of Pincer's own, or one with a module. */
  serves({ module }: Lease['refiner']): boolean {
    return module === undefined || module.startsWith('file:');
  }

  /**
   * Connects, and resolves with what is live in the fleet.
   * @throws FleetError which says what is wrong and what to do.
   */
  async ready(): Promise<FleetState> {
    const { view } = await this.#opened();
    await view.read();
    if (view.trouble !== undefined) throw view.trouble;
    return view.state;
  }

  /** How many messages were refused since it began: of another key, replayed, or swapped. */
  get refused(): number {
    return this.#refused;
  }

  /** @throws LimitError when `capacity` leases are open. */
  execute(
    lease: Lease,
    report?: (bounds: Enclosure) => void,
    operationClass: OperationClass = 'normal',
  ): Execution {
    if (this.#endReason === undefined && this.#tally.inFlight >= this.capacity)
      throw new LimitError(
        `${this.name}: lease ${String(lease.id)} is beyond the capacity of ${String(this.capacity)}`,
      );
    const number = this.#tally.start();
    let settle: (settlement: Settlement) => void = () => undefined;
    const settled = new Promise<Settlement>((resolve) => {
      settle = (settlement) => {
        resolve(settlement);
        this.#tally.settle(settlement);
      };
    });
    const job = this.#names.job(this.#client, number);
    const flight: Flight = {
      ...{ number, lease, job, report, settle, digest: undefined },
      ...{ heardAt: performance.now(), beats: 0, stopFrom: Infinity },
    };
    this.#flights.add(flight);
    if (this.#endReason !== undefined) this.#lose(flight, `it has ended (${this.#endReason})`);
    else void this.#send(flight, operationClass);
    return {
      lease: lease.id,
      settled,
      stop: (from = 0) => {
        void this.#stop(flight, from);
      },
      beats: () => flight.beats,
    };
  }

  whenAvailable(): Promise<void> {
    return this.alive ? this.#tally.whenAvailable() : Promise.resolve();
  }

  join(): Promise<void> {
    return this.#tally.join();
  }

  stats(): ContextStatistics {
    return this.#tally.stats();
  }

  terminate(reason: string): Promise<void> {
    this.#endReason ??= `terminated: ${reason}`;
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    const open = this.#flights.all;
    for (const flight of open) this.#lose(flight, this.#endReason!);
    this.#tally.wake();
    await this.#fallback?.end();
    const link = this.#link ?? (await this.#opening?.catch(() => undefined));
    if (link === undefined) return;
    clearInterval(link.timer);
    // A Redis that does not answer is not waited for.
    await within(1000, async () => {
      await this.#checking;
      for (const flight of open) await this.#withdraw(link, flight, 0);
      await link.heart.stop();
      await link.redis.del(this.#names.reply(this.#client));
    });
    await link.replies.close();
    await within(1000, () => Promise.allSettled([link.queue.close(), link.checker.close(true)]));
    for (const redis of [link.redis, ...link.others]) redis.disconnect();
  }

  /** Connects at the first call, and again after one that failed. */
  #opened(): Promise<Link> {
    if (this.#endReason !== undefined)
      return Promise.reject(new FleetError('unreachable', `${this.name} has ended`));
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #open(): Promise<Link> {
    const redis = openRedis(this.#options.connection);
    const others = [redis.duplicate(), redis.duplicate()];
    for (const other of others) other.on('error', () => undefined);
    try {
      await reach(redis);
    } catch (error) {
      for (const each of [redis, ...others]) each.disconnect();
      throw error;
    }
    const { queue: name, clients, workers } = this.#names;
    const hearts = { redis, seal: this.#seal, queue: name, checkMilliseconds: this.#check };
    const view = new FleetView({ ...hearts, kind: 'worker', key: workers });
    const heart = new Heart({ ...hearts, kind: 'client', key: clients }, this.#client);
    await heart.beat(null);
    await view.read();
    const queue = new Queue(name, {
      ...{ connection: redis, prefix: PREFIX, skipVersionCheck: true },
      streams: { events: { maxLen: 100 } },
    });
    const checker = new Worker(name, () => Promise.resolve(), {
      ...{ connection: others[0]!, prefix: PREFIX, autorun: false, skipVersionCheck: true },
      ...{ maxStalledCount: 0, stalledInterval: this.#check },
    });
    queue.on('error', () => undefined);
    checker.on('error', () => undefined);
    // Only a hint: what this client has found to stall is looked at without waiting for the interval.
    checker.on('stalled', () => void this.#look());
    await checker.startStalledCheckTimer();
    const reply = this.#names.reply(this.#client);
    const replies = new Replies(others[1]!, reply, Math.min(250, this.#check / 4), (entry) => {
      this.#take(entry);
    });
    const timer = setInterval(() => void this.#look(), this.#check);
    this.#link = { redis, queue, checker, replies, view, heart, timer, others };
    this.#tally.wake();
    return this.#link;
  }

  async #send(flight: Flight, operationClass: OperationClass): Promise<void> {
    const { lease, number, job } = flight;
    try {
      const link = await this.#opened();
      if (link.view.state.seats === 0 && this.#fallback !== undefined) {
        this.#fall(flight, link.view.trouble ?? new FleetError('unreachable', 'no worker is live'));
        return;
      }
      if (link.view.trouble !== undefined) throw link.view.trouble;
      const body = encodeLeaseBody({
        lease: this.#modules.named(lease),
        reporting: flight.report !== undefined,
      });
      if (body.length > MOST_BYTES - 1024)
        throw new LimitError(
          `lease ${String(lease.id)} has ${String(body.length)} bytes, more than ${String(MOST_BYTES)}`,
        );
      const message = encodeMessage({
        ...{ kind: 'lease', queue: this.#names.queue, client: this.#client, number, body },
        ...{ attempt: lease.attempt, expires: Date.now() + LEASE_LIFE, digest: '' },
      });
      flight.digest = digestOf(message);
      flight.heardAt = performance.now();
      // It was asked to stop, or has settled, before it was sent.
      if (this.#flights.get(number) === undefined) return;
      const sealed = this.#seal.seal(message);
      await addJob(link.queue, link.redis, this.#names, job, sealed, operationClass);
    } catch (error) {
      this.#unsent(flight, error);
    }
  }

  /** A lease that could not be sent fails, or runs here. */
  #unsent(flight: Flight, error: unknown): void {
    if (error instanceof SerializationError || error instanceof LimitError) {
      this.#flights.settle(flight, deliveryFailure(flight.lease, error));
      return;
    }
    if (!this.alive) return;
    const trouble = fleetError(error);
    if (this.#fallback !== undefined) this.#fall(flight, trouble);
    else this.#flights.settle(flight, { kind: 'failed', error: toErrorData(trouble) });
  }

  #fall(flight: Flight, trouble: FleetError): void {
    this.#warn(trouble.fault, `${this.name}: ${trouble.message}; its steps run in this process`);
    this.#fallback?.run(flight, (settlement) => this.#flights.settle(flight, settlement));
  }

  async #stop(flight: Flight, from: number): Promise<void> {
    if (flight.stopFrom <= from || this.#flights.get(flight.number) === undefined) return;
    flight.stopFrom = from;
    this.#fallback?.stop(flight, from);
    if (flight.digest === undefined) {
      // Not sent so far: only the whole chain can be taken back.
      if (from === 0 && this.#fallback?.holds(flight) !== true)
        this.#flights.settle(flight, { kind: 'stopped' });
      return;
    }
    const link = this.#link;
    if (link === undefined) return;
    try {
      if (await this.#withdraw(link, flight, from))
        this.#flights.settle(flight, { kind: 'stopped' });
    } catch {
      // Without Redis nothing can be stopped; the flight is judged when it is back.
    }
  }

  /** Takes a job back that waits, or asks its worker to stop. @returns whether it was taken back. */
  async #withdraw(
    link: Link,
    { job, number, lease, digest }: Flight,
    from: number,
  ): Promise<boolean> {
    if (from === 0 && (await link.queue.remove(job)) === 1) {
      await link.redis.del(this.#names.lease(job));
      return true;
    }
    const message = encodeMessage({
      ...{ kind: 'stop', queue: this.#names.queue, client: this.#client, number },
      ...{ attempt: lease.attempt, expires: Date.now() + MESSAGE_LIFE, digest: digest ?? '' },
      body: encodePlainBytes(from),
    });
    await link.redis.publish(this.#names.stops, this.#seal.seal(message));
    return false;
  }

  /** An entry of the list of answers, whoever put it there. */
  #take(entry: Buffer): void {
    try {
      const bytes = this.#seal.open(entry, MOST_BYTES);
      const { queue } = this.#names;
      const message = decodeMessage(bytes, { queue, client: this.#client }, Date.now());
      const flight = this.#flights.get(message.number);
      // Late, or a second one: its lease has settled.
      if (flight === undefined) return;
      if (message.digest !== flight.digest || message.attempt !== flight.lease.attempt)
        throw new MessageError('address', 'it is not of the lease that was sent');
      flight.heardAt = performance.now();
      this.#takeOf(flight, message);
    } catch (error) {
      if (!(error instanceof MessageError || error instanceof SerializationError)) throw error;
      this.#refused++;
      this.#warn(`refused ${error.name}`, `${this.name}: ${error.message}`);
    }
  }

  #takeOf(flight: Flight, message: Message): void {
    if (message.kind === 'beat') {
      flight.beats++;
      return;
    }
    if (message.kind !== 'answer' && message.kind !== 'report')
      throw new MessageError('address', `it is a ${message.kind}, which clients are not sent`);
    const { content } = verified(signedContext(message), message.body);
    if (message.kind === 'report') {
      const bounds = decodePlainBytes(content) as unknown;
      flight.beats++;
      if (isEnclosure(bounds)) flight.report?.(bounds);
      return;
    }
    const answer = checkSettlement(decodeSettlementBytes(content), keyOf(flight.lease.refiner));
    this.#flights.settle(flight, answer);
  }

  /** Looks after everything; one look at a time. */
  #look(): Promise<void> {
    this.#checking ??= this.#lookNow()
      .catch(() => undefined)
      .finally(() => {
        this.#checking = undefined;
      });
    return this.#checking;
  }

  async #lookNow(): Promise<void> {
    const link = this.#link;
    if (link === undefined || !this.alive) return;
    await link.heart.beat(null);
    const before = link.view.state.seats;
    await link.view.read();
    const { seats } = link.view.state;
    if (seats > before) this.#tally.wake();
    const { trouble } = link.view;
    if (trouble !== undefined) this.#warn(trouble.fault, `${this.name}: ${trouble.message}`);
    const now = performance.now();
    const silent = this.#flights.all.filter(
      ({ digest, heardAt }) => digest !== undefined && now - heardAt >= this.#check,
    );
    if (silent.length === 0) return;
    const jobs = await Promise.all(silent.map(({ job }) => link.queue.getJob(job)));
    await link.replies.pass();
    for (const [i, flight] of silent.entries()) {
      const job = jobs[i];
      if (job === undefined) this.#lose(flight, 'its job is gone, without an answer');
      else if (job.failedReason || job.stalledCounter > 0 || job.deferredFailure) {
        const reason = `${this.name}: its worker died (${job.failedReason || 'it stalled'})`;
        if (this.#flights.settle(flight, { kind: 'lost', reason }))
          await link.queue.remove(flight.job).catch(() => undefined);
      } else if (job.finishedOn !== undefined)
        this.#lose(flight, 'its job is complete, without an answer');
      else if (
        seats === 0 &&
        this.#fallback !== undefined &&
        (await link.queue.remove(flight.job)) === 1
      )
        this.#lose(flight, 'no worker is live');
    }
  }

  #lose(flight: Flight, reason: string): void {
    this.#flights.settle(flight, {
      ...{ kind: 'lost', reason: `${this.name}: ${reason}`, blameless: true },
    });
  }

  #warn(kind: string, message: string): void {
    if (this.#warned.has(kind)) return;
    this.#warned.add(kind);
    const { onWarning } = this.#options;
    if (onWarning === undefined) process.emitWarning(message, 'PincerWarning');
    else onWarning(message);
  }
}

/** Waits for what may not come. */
async function within(milliseconds: number, act: () => Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([act().catch(() => undefined), late]);
  clearTimeout(timer);
}
