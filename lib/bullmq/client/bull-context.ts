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
 * 6. Commands wait for a Redis that is gone, so leases do not wait for their commands: once it has not taken some
 *    heartbeats in a row, no seat counts as live, and what is on its way is given up. It is used again once it takes one.
 */
import { randomBytes } from 'node:crypto';
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import type {
  ContextStatistics,
  Execution,
  ExecutionContext,
} from '../../coordinator/leases/port.js';
import type { OperationClass } from '../../coordinator/operations/request.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { LimitError } from '../../exact/errors.js';
import type { PincerError } from '../../exact/errors.js';
import { checkNames } from '../../exact/options.js';
import { checkCount } from '../../execution/check-count.js';
import { LeaseTally } from '../../execution/contexts/lease-tally.js';
import { toErrorData } from '../../execution/host/error-data.js';
import { deliveryFailure } from '../../execution/host/settlement.js';
import { SerializationError } from '../../refiners/codec.js';
import { FleetError, MessageError } from '../../remote/errors.js';
import { encodeMessage } from '../../remote/message.js';
import { ModuleDigests } from '../../remote/modules.js';
import { digestOf } from '../../remote/seal.js';
import type { Seal } from '../../remote/seal.js';
import { Audit } from './audit.js';
import { encodeLeaseBody } from '../bodies.js';
import { ClientLink } from './client-link.js';
import { MISSED } from '../heart.js';
import { fleetError } from '../redis/connection.js';
import { within } from '../redis/patience.js';
import { Fallback } from './fallback.js';
import type { FleetState } from '../fleet-view.js';
import { Flights } from './flights.js';
import type { Flight } from './flights.js';
import { arrivalOf } from './inbox.js';
import { LEASE_LIFE } from '../lease-job.js';
import { namesOf } from '../names.js';
import type { Names } from '../names.js';
import { checkInterval, FLEET_OPTIONS, MOST_BYTES, sealOf } from '../options.js';
import type { FleetOptions } from '../options.js';

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
   * waits for workers where none is live; `inline` runs them in a thread of this process. A Redis that goes away counts
   * as gone after four heartbeats of `checkMilliseconds` that it has not taken, with `inline` after one.
   */
  readonly fallback?: 'inline' | 'fail' | undefined;
  /**
   * Every so many single steps of Pincer's own refiners, one is computed again in this process, and compared; 0 (by
   * default) for none. Where a worker was wrong, it is told to end, its answers count no more, and every value that a
   * session has by then, where the session used some of them, ends with a FleetError of fault `audit`.
   */
  readonly auditEvery?: number | undefined;
  /** Called once for each kind of trouble. By default a warning of the process is emitted. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

const NAMES: readonly string[] = [
  ...[...FLEET_OPTIONS, 'name', 'capacity', 'leasesPerSeat', 'fallback', 'auditEvery', 'onWarning'],
];

/** How many leases are told to stop at once where their context ends. */
const MOST_WITHDRAWN = 1000;

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
  readonly #audit: Audit;
  readonly #tally: LeaseTally;
  readonly #warned = new Set<string>();
  #link: ClientLink | undefined;
  #opening: Promise<ClientLink> | undefined;
  #looking: Promise<void> | undefined;
  #looksAgain = false;
  #ending: Promise<void> | undefined;
  #endReason: string | undefined;
  #refused = 0;

  /** @throws FleetError where there is no key that serves, OptionError for options that are none. */
  constructor(options: BullOptions) {
    checkNames('BullContext', options, NAMES);
    const { name = 'bullmq', queue = 'default', capacity = 256, leasesPerSeat = 2 } = options;
    const { checkMilliseconds = 5000, fallback } = options;
    this.name = name;
    this.#options = options;
    this.#names = namesOf(queue);
    this.#seal = sealOf('BullContext', options);
    this.#check = checkInterval('BullContext', 'checkMilliseconds', checkMilliseconds);
    this.#most = checkCount(name, 'capacity', capacity, 1);
    this.#perSeat = checkCount(name, 'leasesPerSeat', leasesPerSeat, 1);
    this.#tally = new LeaseTally(() => this.capacity);
    this.#audit = new Audit(checkCount(name, 'auditEvery', options.auditEvery ?? 0, 0));
    if (fallback === 'inline') this.#fallback = new Fallback(name);
  }

  /** How many leases it takes at once now. */
  get capacity(): number {
    return Math.max(1, Math.min(this.#most, this.#seats * this.#perSeat));
  }

  /** Why Redis counts as gone. Where steps may run in this process, that is sooner. */
  get #outage(): FleetError | undefined {
    return this.#link?.outage(this.#fallback === undefined ? MISSED : 1);
  }

  /** The live seats of workers that were not found to lie. */
  get #seats(): number {
    if (this.#outage !== undefined) return 0;
    let seats = 0;
    for (const worker of this.#link?.view.state.workers ?? [])
      if (this.#audit.trusts(worker.name)) seats += worker.seats;
    return seats;
  }

  /** Whether it takes leases: until it is terminated. */
  get alive(): boolean {
    return this.#endReason === undefined;
  }

  /** How many messages were refused since it began: of another key, replayed, or swapped. */
  get refused(): number {
    return this.#refused;
  }

  /** Whether a refiner can run on a worker: one of Pincer's own, or one with a module in a file. */
  serves({ module }: Lease['refiner']): boolean {
    return module === undefined || module.startsWith('file:');
  }

  /**
   * Connects, and resolves with what is live in the fleet.
   * @throws FleetError which says what is wrong and what to do.
   */
  async ready(): Promise<FleetState> {
    const link = await this.#opened();
    const view = await link.readView();
    if (view.trouble !== undefined) throw view.trouble;
    return view.state;
  }

  /**
   * Sends a lease.
   * @throws `LimitError` when `capacity` leases are open.
   */
  execute(
    lease: Lease,
    report?: (bounds: Enclosure) => void,
    operationClass: OperationClass = 'normal',
  ): Execution {
    if (this.alive && this.#tally.inFlight >= this.capacity)
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
    if (this.alive) void this.#send(flight, operationClass);
    else this.#lose(flight, `it has ended (${this.#endReason!})`);
    return {
      lease: lease.id,
      settled,
      stop: (from = 0) => {
        void this.#stop(flight, from);
      },
      beats: () => flight.beats,
    };
  }

  /** Has a session told where a worker was found to lie whose answers it has used. */
  onDistrust(incarnation: string, tell: (error: PincerError) => void): void {
    this.#audit.onTaint(incarnation, tell);
  }

  /** Resolves when it takes a lease, or has ended. */
  whenAvailable(): Promise<void> {
    return this.alive ? this.#tally.whenAvailable() : Promise.resolve();
  }

  /** Resolves when no lease is in flight. */
  join(): Promise<void> {
    return this.#tally.join();
  }

  /** Counts of its leases. */
  stats(): ContextStatistics {
    return this.#tally.stats();
  }

  /** Ends it: its leases are lost, their jobs are taken back or stopped, and its connections end. Idempotent. */
  terminate(reason: string): Promise<void> {
    this.#endReason ??= `terminated: ${reason}`;
    this.#ending ??= this.#end();
    return this.#ending;
  }

  /** Terminates it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.terminate('it is disposed');
  }

  async #end(): Promise<void> {
    const open = this.#flights.all;
    for (const flight of open) this.#lose(flight, this.#endReason!);
    this.#tally.wake();
    await this.#fallback?.end();
    const link = this.#link ?? (await this.#opening?.catch(() => undefined));
    if (link === undefined) return;
    await within(1000, async () => {
      await this.#looking;
      for (const flight of open.slice(0, MOST_WITHDRAWN)) await link.withdraw(flight, 0);
    });
    await link.close();
  }

  /** Connects at the first call, and again after one that failed. */
  #opened(): Promise<ClientLink> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #open(): Promise<ClientLink> {
    if (!this.alive) throw new FleetError('unreachable', `${this.name} has ended`);
    this.#link = await ClientLink.open({
      ...{ connection: this.#options.connection, names: this.#names, seal: this.#seal },
      ...{ client: this.#client, checkMilliseconds: this.#check },
      take: (entry) => {
        this.#take(entry);
      },
      look: () => {
        this.#heedOutage();
        void this.#look();
      },
      stalled: () => {
        // A look that is under way may have asked before.
        if (this.#looking !== undefined) this.#looksAgain = true;
        else void this.#look();
      },
    });
    this.#tally.wake();
    return this.#link;
  }

  async #send(flight: Flight, operationClass: OperationClass): Promise<void> {
    try {
      const link = await this.#opened();
      const taint = this.#audit.taintOf(flight.lease.incarnation);
      if (taint !== undefined) throw taint;
      const trouble = this.#outage ?? link.view.trouble;
      if (this.#seats === 0 && this.#fallback !== undefined)
        throw trouble ?? new FleetError('unreachable', 'no worker is live');
      if (trouble !== undefined) throw trouble;
      const sealed = this.#sealed(flight);
      // It was asked to stop, or lost, before it was sent.
      if (this.#flights.get(flight.number) === undefined) return;
      await link.send(flight.job, sealed, operationClass);
      // It was given up while its job waited for Redis.
      if (this.#flights.get(flight.number) === undefined) await link.withdraw(flight, 0);
      // Where it was asked to stop meanwhile, its job was not there to be taken back.
      else if (flight.stopFrom < Infinity) await this.#withdraw(link, flight);
    } catch (error) {
      this.#unsent(flight, error);
    }
  }

  /** The message of a lease, which from now on counts as sent. */
  #sealed(flight: Flight): Buffer {
    const { lease, number, report } = flight;
    const named = this.#modules.named(lease);
    const body = encodeLeaseBody({ lease: named, reporting: report !== undefined });
    if (body.length > MOST_BYTES - 1024)
      throw new LimitError(
        `${this.name}: lease ${String(lease.id)} has ${String(body.length)} bytes, and the most is ${String(MOST_BYTES)}`,
      );
    const message = encodeMessage({
      ...{ kind: 'lease', queue: this.#names.queue, client: this.#client, number, body },
      ...{ attempt: lease.attempt, expires: Date.now() + LEASE_LIFE, digest: '' },
    });
    flight.digest = digestOf(message);
    flight.heardAt = performance.now();
    return this.#seal.seal(message);
  }

  /** A lease that could not be sent fails, or runs in this process. */
  #unsent(flight: Flight, error: unknown): void {
    if (this.#flights.get(flight.number) === undefined) return;
    if (error instanceof SerializationError || error instanceof LimitError) {
      this.#flights.settle(flight, deliveryFailure(flight.lease, error));
      return;
    }
    const trouble = fleetError(error);
    if (this.#fallback === undefined || trouble.fault === 'audit') {
      this.#flights.settle(flight, { kind: 'failed', error: toErrorData(trouble) });
      return;
    }
    this.#warn(trouble.fault, `${trouble.message}; steps run in this process`);
    // Nothing is asked of a job that is not there.
    flight.digest = undefined;
    this.#fallback.run(flight, (settlement) => this.#flights.settle(flight, settlement));
  }

  async #stop(flight: Flight, from: number): Promise<void> {
    if (flight.stopFrom <= from || this.#flights.get(flight.number) === undefined) return;
    flight.stopFrom = from;
    if (this.#fallback?.holds(flight) === true) this.#fallback.stop(flight, from);
    else if (flight.digest !== undefined && this.#link !== undefined)
      await this.#withdraw(this.#link, flight);
    else if (from === 0) this.#flights.settle(flight, { kind: 'stopped' });
  }

  async #withdraw(link: ClientLink, flight: Flight): Promise<void> {
    try {
      if (await link.withdraw(flight, flight.stopFrom))
        this.#flights.settle(flight, { kind: 'stopped' });
    } catch (error) {
      // The lease is judged at the next interval.
      this.#warn('stop', `a lease could not be stopped (${fleetError(error).message})`);
    }
  }

  #take(entry: Buffer): void {
    try {
      const address = { queue: this.#names.queue, client: this.#client };
      const arrival = arrivalOf(entry, this.#seal, address, this.#flights);
      if (arrival === undefined) return;
      const { flight } = arrival;
      if (arrival.kind !== 'beat' && !this.#audit.trusts(arrival.worker)) {
        this.#lose(flight, `its worker ${arrival.worker} was found to lie`);
        return;
      }
      flight.heardAt = performance.now();
      flight.beats++;
      if (arrival.kind === 'report') {
        this.#audit.note(flight.lease, arrival.worker);
        flight.report?.(arrival.bounds);
      }
      if (arrival.kind !== 'answer') return;
      // A worker also stops what it has lost the lock of.
      if (arrival.settlement.kind === 'stopped' && flight.stopFrom === Infinity)
        this.#lose(flight, 'its worker stopped it unasked');
      else if (this.#audit.findsLie(flight.lease, arrival.worker, arrival.settlement))
        this.#endLiar(arrival.worker);
      else this.#flights.settle(flight, arrival.settlement);
    } catch (error) {
      if (!(error instanceof MessageError || error instanceof SerializationError)) throw error;
      this.#refused++;
      this.#warn(`refused: ${error.message}`, error.message);
    }
  }

  /** Tells a worker that lies to end, and ends the leases of sessions that have used answers of it. */
  #endLiar(worker: string): void {
    this.#link?.dismiss(worker).catch((error: unknown) => {
      this.#warn('dismissal', `a worker could not be told to end (${fleetError(error).message})`);
    });
    for (const flight of this.#flights.all) {
      const taint = this.#audit.taintOf(flight.lease.incarnation);
      if (taint === undefined) continue;
      this.#warn(taint.message, taint.message);
      this.#flights.settle(flight, { kind: 'failed', error: toErrorData(taint) });
    }
  }

  /** A look would wait for Redis too, so leases are given up ahead of it. Their jobs are taken back once Redis returns. */
  #heedOutage(): void {
    const link = this.#link;
    const outage = this.#outage;
    if (link === undefined || outage === undefined) return;
    for (const flight of this.#flights.all) {
      if (this.#fallback?.holds(flight) === true) continue;
      if (this.#fallback !== undefined) this.#lose(flight, outage.message);
      else this.#flights.settle(flight, { kind: 'failed', error: toErrorData(outage) });
      if (flight.digest !== undefined) link.withdraw(flight, 0).catch(() => undefined);
    }
  }

  /** Looks after everything; one look at a time. */
  #look(): Promise<void> {
    this.#looking ??= this.#lookNow()
      .catch((error: unknown) => {
        this.#warn('look', fleetError(error).message);
      })
      .finally(() => {
        this.#looking = undefined;
        if (!this.#looksAgain) return;
        this.#looksAgain = false;
        void this.#look();
      });
    return this.#looking;
  }

  async #lookNow(): Promise<void> {
    const link = this.#link;
    if (link === undefined || !this.alive) return;
    await link.view.read();
    const { trouble } = link.view;
    this.#tally.wake();
    if (trouble !== undefined) this.#warn(trouble.fault, trouble.message);
    // A stop that was published while its worker had no connection was not heard.
    for (const flight of this.#flights.all)
      if (flight.stopFrom < Infinity && flight.digest !== undefined)
        await this.#withdraw(link, flight);
    const now = performance.now();
    const silent = this.#flights.all.filter(
      ({ digest, heardAt }) => digest !== undefined && now - heardAt >= this.#check,
    );
    if (silent.length === 0) return;
    const fates = await link.fatesOf(silent);
    for (const [i, flight] of silent.entries()) await this.#judge(link, flight, fates[i]!);
  }

  async #judge(link: ClientLink, flight: Flight, fate: string): Promise<void> {
    if (this.#flights.get(flight.number) === undefined) return;
    const isLeft = this.#seats === 0 && this.#fallback !== undefined;
    if (fate === 'open' && !isLeft) return;
    if (fate === 'dead')
      this.#flights.settle(flight, {
        ...{ kind: 'lost', reason: `${this.name}: its worker died, or its job stalled` },
      });
    else this.#lose(flight, `its job is ${fate}, without an answer`);
    // A worker may still run it, or somebody may find its job.
    await link.withdraw(flight, 0);
  }

  #lose(flight: Flight, reason: string): void {
    this.#flights.settle(flight, {
      ...{ kind: 'lost', reason: `${this.name}: ${reason}`, blameless: true },
    });
  }

  #warn(kind: string, message: string): void {
    if (this.#warned.has(kind) || this.#warned.size > 100) return;
    this.#warned.add(kind);
    const { onWarning } = this.#options;
    if (onWarning === undefined) process.emitWarning(`${this.name}: ${message}`, 'PincerWarning');
    else onWarning(`${this.name}: ${message}`);
  }
}
