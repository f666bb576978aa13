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
import { deliveryFailure } from '../../execution/host/settlement.js';
import { SerializationError } from '../../refiners/codec.js';
import { FleetError } from '../../remote/errors.js';
import { ModuleDigests } from '../../remote/modules.js';
import type { Seal } from '../../remote/seal.js';
import type { FleetState } from '../fleet-view.js';
import { MISSED } from '../heart.js';
import { namesOf } from '../names.js';
import type { Names } from '../names.js';
import { checkInterval, sealOf } from '../options.js';
import { fleetError } from '../redis/connection.js';
import { within } from '../redis/patience.js';
import { Audit } from './audit.js';
import { ClientLink } from './client-link.js';
import { CLIENT_OPTIONS } from './client-options.js';
import type { BullOptions } from './client-options.js';
import { Fallback } from './fallback.js';
import { Flights } from './flights.js';
import type { Flight } from './flights.js';
import { Intake } from './intake.js';
import { sealedLease } from './lease-message.js';
import { Supervision } from './supervision.js';
import { Warnings } from './warnings.js';

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
  readonly #most: number;
  readonly #perSeat: number;
  readonly #client = randomBytes(16).toString('hex');
  readonly #modules = new ModuleDigests();
  readonly #flights: Flights;
  readonly #fallback: Fallback | undefined;
  readonly #audit: Audit;
  readonly #tally: LeaseTally;
  readonly #warnings: Warnings;
  readonly #intake: Intake;
  readonly #supervision: Supervision;
  #link: ClientLink | undefined;
  #opening: Promise<ClientLink> | undefined;
  #ending: Promise<void> | undefined;
  #endReason: string | undefined;

  /** @throws FleetError where there is no key that serves, OptionError for options that are none. */
  constructor(options: BullOptions) {
    checkNames('BullContext', options, CLIENT_OPTIONS);
    const { name = 'bullmq', queue = 'default', capacity = 256, leasesPerSeat = 2 } = options;
    const { checkMilliseconds = 5000, fallback } = options;
    this.name = name;
    this.#options = options;
    this.#names = namesOf(queue);
    this.#seal = sealOf('BullContext', options);
    checkInterval('BullContext', 'checkMilliseconds', checkMilliseconds);
    this.#most = checkCount(name, 'capacity', capacity, 1);
    this.#perSeat = checkCount(name, 'leasesPerSeat', leasesPerSeat, 1);
    this.#tally = new LeaseTally(() => this.capacity);
    this.#audit = new Audit(checkCount(name, 'auditEvery', options.auditEvery ?? 0, 0));
    if (fallback === 'inline') this.#fallback = new Fallback(name);
    this.#flights = new Flights(name);
    this.#warnings = new Warnings(name, options.onWarning);
    const parts = { flights: this.#flights, warnings: this.#warnings };
    this.#intake = new Intake({
      ...{ ...parts, address: this.#address, seal: this.#seal, audit: this.#audit },
      dismiss: (worker) => this.#link?.dismiss(worker) ?? Promise.resolve(),
    });
    this.#supervision = new Supervision({
      ...{ ...parts, fallback: this.#fallback, checkMilliseconds },
      link: () => (this.alive ? this.#link : undefined),
      outage: () => this.#outage,
      seats: () => this.#seats,
      capacityChanged: () => {
        this.#tally.wake();
      },
    });
  }

  get #address() {
    return { queue: this.#names.queue, client: this.#client };
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
    return this.#intake.refused;
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
    else this.#flights.lose(flight, `it has ended (${this.#endReason!})`);
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
    for (const flight of open) this.#flights.lose(flight, this.#endReason!);
    this.#tally.wake();
    await this.#fallback?.end();
    const link = this.#link ?? (await this.#opening?.catch(() => undefined));
    if (link === undefined) return;
    await within(1000, async () => {
      await this.#supervision.current;
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
      ...{ client: this.#client, checkMilliseconds: this.#options.checkMilliseconds ?? 5000 },
      take: (entry) => {
        this.#intake.take(entry);
      },
      look: () => {
        this.#supervision.look();
      },
      stalled: () => {
        this.#supervision.lookAgain();
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
      const sealed = sealedLease(this.name, flight, this.#address, this.#seal, this.#modules);
      // It was asked to stop, or lost, before it was sent.
      if (this.#flights.get(flight.number) === undefined) return;
      await link.send(flight.job, sealed, operationClass);
      // It was given up while its job waited for Redis.
      if (this.#flights.get(flight.number) === undefined) await link.withdraw(flight, 0);
      // Where it was asked to stop meanwhile, its job was not there to be taken back.
      else if (flight.stopFrom < Infinity) await this.#supervision.withdraw(link, flight);
    } catch (error) {
      this.#unsent(flight, error);
    }
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
      this.#flights.fail(flight, trouble);
      return;
    }
    this.#warnings.say(trouble.fault, `${trouble.message}; steps run in this process`);
    // Nothing is asked of a job that is not there.
    flight.digest = undefined;
    this.#fallback.run(flight, (settlement) => this.#flights.settle(flight, settlement));
  }

  async #stop(flight: Flight, from: number): Promise<void> {
    if (flight.stopFrom <= from || this.#flights.get(flight.number) === undefined) return;
    flight.stopFrom = from;
    if (this.#fallback?.holds(flight) === true) this.#fallback.stop(flight, from);
    else if (flight.digest !== undefined && this.#link !== undefined)
      await this.#supervision.withdraw(this.#link, flight);
    else if (from === 0) this.#flights.settle(flight, { kind: 'stopped' });
  }
}
