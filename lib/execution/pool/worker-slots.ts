/**
 * The slots outside the calling thread in which leases run, by group.
 *
 * Laws
 * 1. A slot is offered only if a lease can run in it, or can wait behind a short one that runs.
 * 2. A slot acquires a context with its first lease and releases it after its last, so the pool decides when idle
 *    contexts end. A context that has ended is replaced when its slot gets the next lease. Where contexts are short,
 *    as when several groups share a limit, the lease waits for one in the order of classes; it is not late meanwhile.
 * 3. A group closes, once, after several contexts in a row that ended before they were ready.
 * 4. A lease is late once its slot has been silent for its hedge delay: neither a beat nor an answer has come out of
 *    it. For each late lease one further slot is offered, so that a hung step delays no other. Beside the late leases
 *    no more run at once than the group counts.
 * 5. A step that exceeds the time limit ends its context, and the loss is blamed on the step. The limit is for one
 *    step: the other steps of its message and the start of its context have time of their own. In a context that
 *    somebody else owns the lease is given up instead, and the context goes on.
 * 6. Laws 4 and 5 do not hold for untimed groups, whose leases wait for answers from outside.
 */
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import type { OperationClass } from '../../coordinator/operations/request.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type { Execution, ExecutionContext, Slot } from '../../coordinator/leases/port.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { predictedCost } from '../plan/lease-lengths.js';
import { executeChecked } from './checked-execution.js';
import type { Slots } from './slots.js';
import { isSilent, overheadOf } from './worker-slot.js';
import type {
  SlotLease,
  SlotGroup,
  SlotGroupOptions,
  StartedGroup,
  Overhead,
  WorkerSlot,
} from './worker-slot.js';

export interface WorkerSlotsOptions {
  /** Monotonic nanoseconds. */
  readonly now: () => Nanoseconds;
  /** After how long a lease is late. */
  readonly hedgeDelay: (lease: Lease, cold: boolean) => Nanoseconds;
  /** How long a step may take. */
  readonly stepLimit: Nanoseconds;
  /** How many spare slots a group may have per slot, for those that late leases hold. 3 by default. */
  readonly sparesPerSlot?: number;
  /** Whether another lease may wait behind this one. */
  readonly isShort: (lease: Lease) => boolean;
  /** Called with each lease that has settled. */
  readonly onSettled: (
    lease: Lease,
    settlement: Settlement,
    overhead: Overhead | undefined,
  ) => void;
  /** Called with each context that ended unasked. */
  readonly onLost: (context: ExecutionContext, reason: string) => void;
  /** Called with each group that has closed because its contexts cannot be started. */
  readonly onClosed: (group: string, reason: string) => void;
}

/** A group closes after this many contexts in a row that ended before they were ready. */
const MOST_FAILED_STARTS = 3;

/** A group may have this many spare slots per slot, for those that late leases hold. */
export const SPARES_PER_SLOT = 3;

/** A lease on its way to a slot. */
interface Sending {
  readonly slot: Slot;
  readonly lease: Lease;
  readonly report: (bounds: Enclosure) => void;
  readonly operationClass: OperationClass;
  readonly start: Nanoseconds;
}

export class WorkerSlots implements Slots {
  readonly #options: WorkerSlotsOptions;
  readonly #groups = new Map<string, SlotGroup>();
  /** By number less one, as number 0 is the inline slot. */
  readonly #slots: WorkerSlot[] = [];
  readonly #answered = new WeakSet<ExecutionContext>();
  readonly #reportedLost = new WeakSet<ExecutionContext>();
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
      ahead: { ready: 0, wanted: 0 },
    };
    this.#groups.set(options.name, group);
    for (let i = 0; i < countOf(group); i++) this.#addSlot(group);
  }

  has(group: string): boolean {
    return this.#groups.has(group);
  }

  isOpen(group: string): boolean {
    const { open = false, source } = this.#groups.get(group) ?? {};
    return open && source?.hasEnded !== true;
  }

  countIn(group: string): number {
    const known = this.#groups.get(group);
    return known === undefined ? 0 : countOf(known);
  }

  get contexts(): readonly ExecutionContext[] {
    const contexts = this.#slots.flatMap(({ context }) =>
      context?.alive === true ? [context] : [],
    );
    return [...new Set(contexts)];
  }

  get started(): readonly StartedGroup[] {
    return Array.from(this.#groups.values(), (group) => {
      const { source, slots } = group;
      const held = slots.map(({ context }) => (context?.alive === true ? context.name : undefined));
      const idle = source.idleNames.filter((name) => !held.includes(name));
      return { group, contexts: held.map((name) => name ?? idle.shift()) };
    });
  }

  listen(): number[] {
    const now = this.#options.now();
    const heard: number[] = [];
    for (const { id, leases } of this.#slots) {
      const [running] = leases;
      if (running === undefined) continue;
      const beats = running.execution?.beats?.();
      // A lease that waits for a context is not late.
      if (beats === running.beats && running.execution !== undefined) continue;
      running.beats = beats;
      running.heardAt = now;
      heard.push(id);
    }
    return heard;
  }

  free(): Slot[] {
    const now = this.#options.now();
    const idle: Slot[] = [];
    const behind: Slot[] = [];
    for (const group of this.#groups.values()) {
      if (!group.open) continue;
      const { hasRoom } = group.source;
      let room = hasRoom ? this.#roomIn(group, now) : 0;
      let { ready } = group.ahead;
      for (const workerSlot of group.slots) {
        const { id, leases, context } = workerSlot;
        const slot = { id, kind: group.kind, group: group.name };
        const [running] = leases;
        if (running === undefined) {
          const warm = this.#isWarm(workerSlot) || ready-- > 0;
          if (room-- > 0) idle.push(warm ? slot : { ...slot, cold: true });
        } else if (group.queues && leases.length === 1 && context?.alive === true) {
          const waits = this.#options.isShort(running.lease) && !isSilent(workerSlot, now);
          if (waits) behind.push({ ...slot, behind: true });
        }
      }
    }
    return idle.concat(behind);
  }

  send(
    slot: Slot,
    lease: Lease,
    report: (bounds: Enclosure) => void,
    operationClass: OperationClass = 'normal',
  ): Execution | undefined {
    const workerSlot = this.#slots[slot.id - 1]!;
    const { group, leases, context: preferred } = workerSlot;
    const sending: Sending = { slot, lease, report, operationClass, start: this.#options.now() };
    if (leases.length > 0) return this.#execute(workerSlot, preferred!, sending, undefined);
    // It may have ended since its last lease.
    if (preferred?.alive === false) this.#reportLoss(preferred, 'it ended between two leases');
    const waiting = new AbortController();
    const { signal } = waiting;
    const acquired = group.source.acquire({ class: operationClass, preferred, signal });
    return acquired instanceof Promise
      ? this.#executeLater(workerSlot, acquired, sending, waiting)
      : this.#executeIn(workerSlot, acquired, sending);
  }

  /** Runs the lease of an idle slot in the context that was acquired for it. */
  #executeIn(
    workerSlot: WorkerSlot,
    context: ExecutionContext,
    sending: Sending,
  ): Execution | undefined {
    const { ahead } = workerSlot.group;
    workerSlot.context = context;
    const hasAnswered = this.#answered.has(context);
    if (!hasAnswered && ahead.ready > 0) ahead.ready--;
    return this.#execute(workerSlot, context, sending, hasAnswered ? 'message' : 'start');
  }

  /** Holds a slot for a lease that waits for a context, and runs it there. */
  #executeLater(
    workerSlot: WorkerSlot,
    acquired: Promise<ExecutionContext>,
    sending: Sending,
    waiting: AbortController,
  ): Execution {
    const { group, leases } = workerSlot;
    const { lease, start } = sending;
    const never = { hedgeDelay: Infinity, limit: Infinity, since: start, heardAt: start };
    const place: SlotLease = {
      ...never,
      ...{ lease, execution: undefined, beats: undefined, timedOut: false },
    };
    leases.push(place);
    workerSlot.context = undefined;
    const leave = (): void => {
      leases.splice(leases.indexOf(place), 1);
    };
    let execution: Execution | undefined;
    let stopFrom = Infinity;
    const settled = acquired.then(
      async (context): Promise<Settlement> => {
        leave();
        execution = this.#executeIn(workerSlot, context, {
          ...sending,
          start: this.#options.now(),
        });
        if (execution === undefined) {
          group.source.release(context);
          return noContext('the context is full');
        }
        if (stopFrom < Infinity) execution.stop(stopFrom);
        return execution.settled;
      },
      (error: unknown): Settlement => {
        leave();
        if (waiting.signal.aborted) return { kind: 'stopped' };
        if (group.source.opens) this.#startFailed(group, String(error));
        return noContext(String(error));
      },
    );
    return {
      lease: lease.id,
      settled,
      stop: (from = 0) => {
        stopFrom = Math.min(stopFrom, from);
        if (execution !== undefined) execution.stop(from);
        else if (from === 0) waiting.abort();
      },
      beats: () => execution?.beats?.() ?? 0,
    };
  }

  /** @param of - what the time beyond the steps goes to; undefined where the lease waits behind another. */
  #execute(
    workerSlot: WorkerSlot,
    context: ExecutionContext,
    { slot, lease, report, operationClass, start }: Sending,
    of: Overhead['of'] | undefined,
  ): Execution | undefined {
    const { group } = workerSlot;
    const takeReport = (bounds: Enclosure): void => {
      slotLease.heardAt = this.#options.now();
      report(bounds);
    };
    const execution =
      group.source.isGiven === true
        ? executeChecked(context, lease, takeReport, operationClass)
        : context.execute(lease, takeReport, operationClass);
    if (execution === undefined) return undefined;
    slot.context = context.name;
    const { lease: id, settled } = execution;
    const stop = (from?: number): void => {
      execution.stop(from);
    };
    const [hedgeDelay, limit] =
      group.untimed === true ? [Infinity, Infinity] : this.#timesOf(lease, slot.cold === true);
    const slotLease: SlotLease = {
      lease,
      execution,
      hedgeDelay,
      limit,
      since: start,
      heardAt: start,
      beats: execution.beats?.(),
      timedOut: false,
    };
    workerSlot.leases.push(slotLease);
    return {
      lease: id,
      stop,
      settled: settled.then((settlement) => {
        this.#settled(workerSlot, context, slotLease, settlement);
        const time = overheadOf(this.#options.now() - start, settlement);
        const given = group.source.isGiven === true ? { given: group.name } : {};
        const overhead =
          of === undefined || time === undefined ? undefined : { of, time, ...given };
        this.#options.onSettled(lease, settlement, overhead);
        if (!slotLease.timedOut || settlement.kind !== 'lost') return settlement;
        return { kind: 'lost', reason: settlement.reason };
      }),
    };
  }

  /**
   * The hedge delay of a lease and the longest that it may take. One of its steps may take all of the time limit, the
   * others take their predicted costs, and a context that starts for it has the time of a slow start.
   */
  #timesOf(lease: Lease, cold: boolean): [Nanoseconds, Nanoseconds] {
    const { hedgeDelay, stepLimit } = this.#options;
    const late = hedgeDelay(lease, cold);
    const others = predictedCost(lease) - lease.predictedCost;
    const toStart = cold ? late - hedgeDelay(lease, false) : 0;
    return [late, stepLimit + others + toStart];
  }

  get nextChange(): Nanoseconds {
    const now = this.#options.now();
    let next = Infinity;
    for (const { leases } of this.#slots) {
      const [running] = leases;
      if (running === undefined) continue;
      const lateAt = running.heardAt + running.hedgeDelay;
      if (lateAt > now) next = Math.min(next, lateAt);
      if (!running.timedOut) next = Math.min(next, running.since + running.limit);
    }
    return next;
  }

  enforce(): void {
    const { stepLimit } = this.#options;
    if (stepLimit === Infinity) return;
    const now = this.#options.now();
    for (const { leases, context } of this.#slots) {
      const [running] = leases;
      if (running === undefined || running.timedOut || now < running.since + running.limit)
        continue;
      running.timedOut = true;
      const reason = `its step took longer than ${String(stepLimit / 1e6)} ms`;
      const { execution } = running;
      if (execution?.giveUp === undefined) void context?.terminate(reason);
      else execution.giveUp(reason);
    }
  }

  async prewarm(name: string, count?: number): Promise<void> {
    const group = this.#groups.get(name);
    const most = count ?? group?.count ?? 0;
    if (group?.open !== true || group.ahead.wanted >= most) return;
    group.ahead.wanted = most;
    try {
      await group.source.prewarm(most);
      // Those that have been used since are warm by themselves.
      const used = group.slots.filter((workerSlot) => this.#isWarm(workerSlot)).length;
      group.ahead.ready = Math.max(0, most - used);
    } catch (error) {
      this.#close(group, String(error));
    }
  }

  /** Forgets a context that its pool has released for good. */
  forget(name: string, context: string): void {
    const group = this.#groups.get(name);
    if (group === undefined) return;
    group.ahead.ready = group.ahead.wanted = 0;
    for (const workerSlot of group.slots) {
      if (workerSlot.leases.length === 0 && workerSlot.context?.name === context)
        workerSlot.context = undefined;
    }
  }

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

  #addSlot(group: SlotGroup): WorkerSlot {
    const workerSlot: WorkerSlot = {
      id: this.#slots.length + 1,
      group,
      context: undefined,
      leases: [],
    };
    this.#slots.push(workerSlot);
    group.slots.push(workerSlot);
    return workerSlot;
  }

  /**
   * How many more leases may run at once in a group: as many as there are idle slots beside those that compute. Where
   * silent ones hold the slots, spare slots are added, up to the limit.
   */
  #roomIn(group: SlotGroup, now: Nanoseconds): number {
    const busy = group.slots.filter(({ leases }) => leases.length > 0);
    const silent = busy.filter((slot) => isSilent(slot, now)).length;
    const { sparesPerSlot = SPARES_PER_SLOT } = this.#options;
    const count = countOf(group);
    const spares = Math.min(silent, sparesPerSlot * count);
    while (group.slots.length < count + spares) this.#addSlot(group);
    return count - (busy.length - spares);
  }

  #isWarm({ context }: WorkerSlot): boolean {
    return context?.alive === true && this.#answered.has(context);
  }

  #settled(
    workerSlot: WorkerSlot,
    context: ExecutionContext,
    slotLease: SlotLease,
    settlement: Settlement,
  ): void {
    const { group, leases } = workerSlot;
    leases.splice(leases.indexOf(slotLease), 1);
    const [next] = leases;
    if (next !== undefined) next.since = next.heardAt = this.#options.now();
    if (settlement.kind !== 'lost') {
      this.#answered.add(context);
      group.failedStarts = 0;
    }
    if (!context.alive) {
      const reason =
        settlement.kind === 'lost' ? settlement.reason : 'its step did not hear a stop';
      const first = this.#reportLoss(context, reason);
      const begun = settlement.kind !== 'lost' || settlement.blameless !== true;
      if (first && !begun && !this.#answered.has(context)) this.#startFailed(group, reason);
    }
    if (leases.length === 0) group.source.release(context);
  }

  /**
   * Reports a context that ended unasked.
   * @returns whether it was reported now; each is once.
   */
  #reportLoss(context: ExecutionContext, reason: string): boolean {
    if (this.#closing || this.#reportedLost.has(context)) return false;
    this.#reportedLost.add(context);
    this.#options.onLost(context, reason);
    return true;
  }

  #startFailed(group: SlotGroup, reason: string): void {
    if (++group.failedStarts >= MOST_FAILED_STARTS) this.#close(group, reason);
  }

  #close(group: SlotGroup, reason: string): void {
    if (!group.open || this.#closing) return;
    group.open = false;
    this.#options.onClosed(group.name, reason);
  }
}

/** How many leases a group runs at once now: the capacity of a context that somebody made may change. */
function countOf({ source, count }: SlotGroup): number {
  return source.capacity ?? count;
}

/** The settlement of a lease that no context could be acquired for. */
function noContext(reason: string): Settlement {
  return { kind: 'lost', reason: `there is no context for it: ${reason}`, blameless: true };
}
