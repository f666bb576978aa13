/**
 * The places outside the calling thread where leases run, in groups that stand for one another.
 *
 * Laws
 * 1. A slot is offered only where a lease can run, or can wait behind a short one that runs.
 * 2. A context is taken when its place gets a lease and given back when nothing is left in it, so that
 *    idle contexts are the pool's to end. A context that died is replaced when it is missed.
 * 3. Where contexts end again and again before they have become ready, the group closes, once.
 * 4. While leases are overdue, as many further places are offered, so that a hung step holds up nothing.
 * 5. A step that exceeds the time limit, where there is one, ends its context: it is lost by its own fault.
 *    The limit is of one step: the others of its message, and the start of its context, have their own time.
 * 6. Laws 4 and 5 are not for groups that are patient: what is in them waits for others.
 */
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type { Execution, ExecutionContext, Slot } from '../../coordinator/leases/port.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { predictedCost } from '../plan/lease-lengths.js';
import { tryExecute, overheadOf } from './worker-slot.js';
import type {
  SlotLease,
  SlotGroup,
  SlotGroupOptions,
  Overhead,
  WorkerSlot,
} from './worker-slot.js';

export interface WorkerSlotsOptions {
  /** Monotonic nanoseconds. */
  readonly now: () => Nanoseconds;
  /** After how long a lease is overdue. */
  readonly hedgeDelay: (lease: Lease, cold: boolean) => Nanoseconds;
  /** How long a step may take, at most. */
  readonly stepLimit: Nanoseconds;
  /** Whether a lease is so short that another may wait behind it. */
  readonly isShort: (lease: Lease) => boolean;
  /** A lease has settled. */
  readonly onSettled: (
    lease: Lease,
    settlement: Settlement,
    overhead: Overhead | undefined,
  ) => void;
  readonly onLost: (context: ExecutionContext, reason: string) => void;
  /** A group has closed: its contexts cannot be started. */
  readonly onClosed: (group: string, reason: string) => void;
}

/** Contexts in a row that end before they were ready: then there is no point in more. */
const MOST_FAILED_STARTS = 3;

/** So many times its count a group may have of places that stand in for those of overdue steps. */
export const SPARES_PER_SLOT = 3;

export class WorkerSlots {
  readonly #options: WorkerSlotsOptions;
  readonly #groups = new Map<string, SlotGroup>();
  /** By number less one: the inline slot is number 0. */
  readonly #places: WorkerSlot[] = [];
  readonly #answered = new WeakSet<ExecutionContext>();
  readonly #mourned = new WeakSet<ExecutionContext>();
  #closing = false;

  constructor(options: WorkerSlotsOptions) {
    this.#options = options;
  }

  add(options: SlotGroupOptions): void {
    const group: SlotGroup = {
      ...options,
      slots: [],
      failedStarts: 0,
      open: true,
      prewarmed: false,
    };
    this.#groups.set(options.name, group);
    for (let i = 0; i < options.count; i++) this.#addPlace(group);
  }

  has(group: string): boolean {
    return this.#groups.has(group);
  }

  /** Whether there are places in this group, free or not, whose contexts can be started. */
  isOpen(group: string): boolean {
    const { open = false, source } = this.#groups.get(group) ?? {};
    return open && source?.hasEnded !== true;
  }

  /** How many leases run at once in a group; none where there is no such group. */
  countIn(group: string): number {
    return this.#groups.get(group)?.count ?? 0;
  }

  /** Contexts that hold leases, or held some and may do so again. */
  get contexts(): readonly ExecutionContext[] {
    const contexts = this.#places.flatMap(({ context }) =>
      context?.alive === true ? [context] : [],
    );
    return [...new Set(contexts)];
  }

  /** The slots that can take a lease now: idle places first, then those where it would wait. */
  free(): Slot[] {
    const idle: Slot[] = [];
    const behind: Slot[] = [];
    for (const group of this.#groups.values()) {
      if (!group.open) continue;
      const { hasRoom } = group.source;
      const most = group.count + this.#overdue(group);
      let offered = 0;
      for (const place of group.slots) {
        if (offered++ >= most) break;
        const { id, leases, context } = place;
        const slot = { id, kind: group.kind, group: group.name };
        const [running] = leases;
        if (running === undefined) {
          if (hasRoom) idle.push(this.#isWarm(place) ? slot : { ...slot, cold: true });
        } else if (group.queues && leases.length === 1 && context?.alive === true) {
          if (this.#options.isShort(running.lease)) behind.push({ ...slot, behind: true });
        }
      }
    }
    return idle.concat(behind);
  }

  /** Runs a lease in a slot; undefined where there turns out to be no context for it. */
  send(slot: Slot, lease: Lease, report: (bounds: Enclosure) => void): Execution | undefined {
    const place = this.#places[slot.id - 1]!;
    const { group } = place;
    const wasIdle = place.leases.length === 0;
    if (wasIdle) {
      const taken = this.#take(group, place.context);
      if (taken === undefined) return undefined;
      place.context = taken;
    }
    const context = place.context!;
    const start = this.#options.now();
    const of: Overhead['of'] | undefined = !wasIdle
      ? undefined
      : this.#answered.has(context)
        ? 'message'
        : 'start';
    const execution = tryExecute(context, lease, report);
    if (execution === undefined) return undefined;
    const { lease: id, settled } = execution;
    const stop = (from?: number): void => {
      execution.stop(from);
    };
    const [hedgeDelay, limit] =
      group.untimed === true ? [Infinity, Infinity] : this.#timesOf(lease, slot.cold === true);
    const flight: SlotLease = { lease, hedgeDelay, limit, since: start, timedOut: false };
    place.leases.push(flight);
    return {
      lease: id,
      stop,
      settled: settled.then((settlement) => {
        this.#settled(place, context, flight, settlement);
        const time = overheadOf(this.#options.now() - start, settlement);
        const told = of === undefined || time === undefined ? undefined : { of, time };
        this.#options.onSettled(lease, settlement, told);
        if (!flight.timedOut || settlement.kind !== 'lost') return settlement;
        return { kind: 'lost', reason: settlement.reason };
      }),
    };
  }

  /**
   * After how long a lease is overdue, and how long it may take. One of its steps may take all of the time
   * limit, the others take what is predicted of them, and what starts for it is given the time to start.
   */
  #timesOf(lease: Lease, cold: boolean): [Nanoseconds, Nanoseconds] {
    const { hedgeDelay, stepLimit } = this.#options;
    const overdue = hedgeDelay(lease, cold);
    const others = predictedCost(lease) - lease.predictedCost;
    const toStart = cold ? overdue - hedgeDelay(lease, false) : 0;
    return [overdue, stepLimit + others + toStart];
  }

  /** When something here changes by the passing of time: a lease is overdue, or exceeds the limit. */
  get nextChange(): Nanoseconds {
    const now = this.#options.now();
    let next = Infinity;
    for (const { leases } of this.#places) {
      const [running] = leases;
      if (running === undefined) continue;
      const overdueAt = running.since + running.hedgeDelay;
      if (overdueAt > now) next = Math.min(next, overdueAt);
      if (!running.timedOut) next = Math.min(next, running.since + running.limit);
    }
    return next;
  }

  /** Ends the contexts of steps that have exceeded the time limit. */
  enforce(): void {
    const { stepLimit } = this.#options;
    if (stepLimit === Infinity) return;
    const now = this.#options.now();
    for (const { leases, context } of this.#places) {
      const [running] = leases;
      if (running === undefined || running.timedOut || now < running.since + running.limit)
        continue;
      running.timedOut = true;
      void context?.terminate(`its step took longer than ${String(stepLimit / 1e6)} ms`);
    }
  }

  /** Starts the contexts of a group ahead of need; resolves when they are ready. */
  async prewarm(name: string, count?: number): Promise<void> {
    const group = this.#groups.get(name);
    if (group?.open !== true || group.prewarmed) return;
    try {
      await group.source.prewarm(count ?? group.count);
      group.prewarmed = true;
    } catch (error) {
      this.#close(group, String(error));
    }
  }

  /** A context of a group has been let go: its places forget it. */
  forget(name: string, context: string): void {
    const group = this.#groups.get(name);
    if (group === undefined) return;
    group.prewarmed = false;
    for (const place of group.slots) {
      if (place.leases.length === 0 && place.context?.name === context) place.context = undefined;
    }
  }

  /** @throws AggregateError when several contexts could not be ended. */
  async close(): Promise<void> {
    this.#closing = true;
    const ends = await Promise.allSettled(
      [...this.#groups.values()].map(({ source }) => source.close()),
    );
    const errors = ends.flatMap((end) =>
      end.status === 'rejected' ? [end.reason as unknown] : [],
    );
    if (errors.length > 0) throw new AggregateError(errors, 'contexts could not be ended');
  }

  #addPlace(group: SlotGroup): WorkerSlot {
    const place: WorkerSlot = {
      id: this.#places.length + 1,
      group,
      context: undefined,
      leases: [],
    };
    this.#places.push(place);
    group.slots.push(place);
    return place;
  }

  /** How many leases of a group are overdue; makes places in their stead. */
  #overdue(group: SlotGroup): number {
    const now = this.#options.now();
    let overdue = 0;
    for (const { leases } of group.slots) {
      const [running] = leases;
      if (running !== undefined && now >= running.since + running.hedgeDelay) overdue++;
    }
    overdue = Math.min(overdue, SPARES_PER_SLOT * group.count);
    while (group.slots.length < group.count + overdue) this.#addPlace(group);
    return overdue;
  }

  #isWarm({ group, context }: WorkerSlot): boolean {
    return group.prewarmed || (context?.alive === true && this.#answered.has(context));
  }

  #take(group: SlotGroup, preferred: ExecutionContext | undefined): ExecutionContext | undefined {
    // It may have died since its last lease.
    if (preferred?.alive === false) this.#mourn(preferred, 'it ended between two leases');
    try {
      return group.source.tryAcquire(preferred);
    } catch (error) {
      this.#stillborn(group, String(error));
      return undefined;
    }
  }

  #settled(
    place: WorkerSlot,
    context: ExecutionContext,
    flight: SlotLease,
    settlement: Settlement,
  ): void {
    const { group, leases } = place;
    leases.splice(leases.indexOf(flight), 1);
    if (leases[0] !== undefined) leases[0].since = this.#options.now();
    if (settlement.kind !== 'lost') {
      this.#answered.add(context);
      group.failedStarts = 0;
    }
    if (!context.alive) {
      const reason =
        settlement.kind === 'lost' ? settlement.reason : 'its step did not hear a stop';
      const first = this.#mourn(context, reason);
      const begun = settlement.kind !== 'lost' || settlement.blameless !== true;
      if (first && !begun && !this.#answered.has(context)) this.#stillborn(group, reason);
    }
    if (leases.length === 0) group.source.release(context);
  }

  /** Tells of a dead context, once; not of one that ended because it was to. */
  #mourn(context: ExecutionContext, reason: string): boolean {
    if (this.#closing || this.#mourned.has(context)) return false;
    this.#mourned.add(context);
    this.#options.onLost(context, reason);
    return true;
  }

  #stillborn(group: SlotGroup, reason: string): void {
    if (++group.failedStarts >= MOST_FAILED_STARTS) this.#close(group, reason);
  }

  #close(group: SlotGroup, reason: string): void {
    if (!group.open || this.#closing) return;
    group.open = false;
    this.#options.onClosed(group.name, reason);
  }
}
