/**
 * Slots on a virtual clock, by the rules of `pool/worker-slots.ts`: a slot takes a lease when it is idle, or when a
 * short lease runs in it. A lease whose context has not started waits for the start.
 */
import type { Lease, LeaseId, Settlement } from '../../coordinator/leases/lease.js';
import { chainOf } from '../../coordinator/leases/chain.js';
import type { ContextKind, Slot } from '../../coordinator/leases/port.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type { StepHost } from '../host/step-host.js';
import { ChainRun } from '../worker/chain-run.js';

/** A group of slots as it stands when a simulation begins. */
export interface GroupOutline {
  readonly name: string;
  readonly kind: ContextKind;
  /** How many leases run at once. */
  readonly count: number;
  /** Whether a short lease may wait behind another in one slot. */
  readonly queues: boolean;
  /** Whether each lease starts a context of its own. */
  readonly fresh?: boolean | undefined;
  /** Whether contexts are opened for it; else they run already. */
  readonly opens: boolean;
  /** The name of the context of each slot; undefined where none has started. */
  readonly contexts: readonly (string | undefined)[];
  /** The name of the context that is started after so many others. */
  readonly nameAfter: (others: number) => string;
}

/** A step that was placed. */
export interface SimulatedStep {
  readonly lease: Lease;
  readonly context: string;
  readonly kind: ContextKind;
  readonly start: Nanoseconds;
  readonly end: Nanoseconds;
}

/** What the slots of a simulation charge besides the steps. */
export interface SlotCosts {
  readonly start: Nanoseconds;
  readonly message: Nanoseconds;
}

/** A message under way: its leases, when each of its steps runs, and what it brings. */
interface SimulatedMessage {
  readonly slot: SimulatedSlot;
  readonly lease: Lease;
  readonly leases: readonly Lease[];
  readonly settlement: Settlement;
  readonly steps: readonly { readonly start: Nanoseconds; readonly end: Nanoseconds }[];
  /** The position of the first lease that was asked to stop. */
  stopFrom: number;
  end: Nanoseconds;
}

interface SimulatedSlot {
  readonly id: number;
  readonly group: GroupOutline;
  context: string | undefined;
  /** From when on its context can run a step. */
  readyAt: Nanoseconds;
  readonly messages: SimulatedMessage[];
}

export class SimulatedSlots {
  readonly #groups = new Map<string, SimulatedSlot[]>();
  readonly #slots: SimulatedSlot[] = [];
  readonly #opened = new Map<string, number>();
  readonly #host: StepHost;
  readonly #costs: SlotCosts;
  readonly #isShort: (lease: Lease) => boolean;

  constructor(host: StepHost, costs: SlotCosts, isShort: (lease: Lease) => boolean) {
    this.#host = host;
    this.#costs = costs;
    this.#isShort = isShort;
  }

  has(group: string): boolean {
    return this.#groups.has(group);
  }

  countIn(group: string): number {
    return this.#groups.get(group)?.length ?? 0;
  }

  add(group: GroupOutline): void {
    if (this.has(group.name)) return;
    const slots = Array.from({ length: group.count }, (_, i): SimulatedSlot => ({
      id: this.#slots.length + 1 + i,
      group,
      context: group.contexts[i],
      readyAt: 0,
      messages: [],
    }));
    this.#groups.set(group.name, slots);
    this.#slots.push(...slots);
  }

  /** Starts contexts of a group ahead of need. */
  startAhead(group: string, count: number, now: Nanoseconds): void {
    for (const slot of this.#groups.get(group)?.slice(0, count) ?? []) {
      if (slot.context === undefined) this.#open(slot, now);
    }
  }

  /** The slots that can take a lease now: idle ones first, then those in which it would wait. */
  free(now: Nanoseconds): Slot[] {
    const idle: Slot[] = [];
    const behind: Slot[] = [];
    for (const { id, group, context, readyAt, messages } of this.#slots) {
      const slot = { id, kind: group.kind, group: group.name };
      const [running] = messages;
      if (running === undefined) {
        const cold = group.opens && (context === undefined || readyAt > now);
        idle.push(cold ? { ...slot, cold } : slot);
      } else if (group.queues && messages.length === 1 && this.#isShort(running.lease)) {
        behind.push({ ...slot, behind: true });
      }
    }
    return idle.concat(behind);
  }

  /** The slots in which leases run. */
  get busy(): number[] {
    return this.#slots.filter(({ messages }) => messages.length > 0).map(({ id }) => id);
  }

  send({ id }: Slot, lease: Lease, now: Nanoseconds): void {
    const slot = this.#slots[id - 1]!;
    const { messages, group } = slot;
    if (group.fresh === true || slot.context === undefined) this.#open(slot, now);
    const before = messages.at(-1)?.end ?? 0;
    let time = Math.max(now, before, slot.readyAt) + this.#costs.message;
    const leases = chainOf(lease);
    const hosts = leases.map(() => this.#host);
    const run = new ChainRun(hosts, lease, { stopFrom: () => Infinity });
    const steps: { start: Nanoseconds; end: Nanoseconds }[] = [];
    let settlement: Settlement | undefined;
    // Each turn runs the next lease of the chain.
    for (let i = 0; settlement === undefined; i++) {
      settlement = run.advance(Infinity);
      const end = time + leases[i]!.predictedCost;
      steps.push({ start: time, end });
      time = end;
    }
    messages.push({ slot, lease, leases, settlement, steps, stopFrom: Infinity, end: time });
  }

  /** Asks a lease to stop, with those after it in its message. */
  stop(id: LeaseId, now: Nanoseconds): void {
    for (const { messages } of this.#slots) {
      for (const message of messages) {
        const position = message.leases.findIndex((lease) => lease.id === id);
        const step = message.steps[position];
        if (step === undefined || position >= message.stopFrom || step.end <= now) continue;
        message.stopFrom = position;
        message.end = Math.max(now, step.start);
      }
    }
  }

  /** When the next message ends, or the next context is ready; Infinity for none. */
  nextChange(now: Nanoseconds): Nanoseconds {
    let next = Infinity;
    for (const { messages, readyAt } of this.#slots) {
      if (messages[0] !== undefined) next = Math.min(next, messages[0].end);
      if (readyAt > now) next = Math.min(next, readyAt);
    }
    return next;
  }

  /** Takes out the message that ended first, up to a time, with the steps that ran and what they brought. */
  takeEnded(
    now: Nanoseconds,
  ): { lease: Lease; settlement: Settlement; steps: SimulatedStep[] } | undefined {
    let first: SimulatedMessage | undefined;
    for (const { messages } of this.#slots) {
      const [message] = messages;
      if (message !== undefined && message.end <= now && message.end < (first?.end ?? Infinity))
        first = message;
    }
    if (first === undefined) return undefined;
    const { slot, lease, leases, stopFrom, end } = first;
    slot.messages.shift();
    const context = slot.context!;
    const { kind, fresh } = slot.group;
    if (fresh === true) slot.context = undefined;
    const steps = first.steps.slice(0, stopFrom + 1).map((step, i) => ({
      ...{ lease: leases[i]!, context, kind, start: step.start },
      end: Math.min(step.end, end),
    }));
    return { lease, settlement: cutAt(first.settlement, stopFrom), steps };
  }

  #open(slot: SimulatedSlot, now: Nanoseconds): void {
    const { name, opens, nameAfter } = slot.group;
    const others = this.#opened.get(name) ?? 0;
    this.#opened.set(name, others + 1);
    slot.context = nameAfter(others);
    slot.readyAt = opens ? now + this.#costs.start : now;
  }
}

/** The settlement of a chain in which the lease at a position was stopped. */
function cutAt(settlement: Settlement, position: number): Settlement {
  if (position === Infinity || settlement.kind !== 'result') return settlement;
  if (position === 0) return { kind: 'stopped' };
  const { then, ...own } = settlement;
  return then === undefined ? own : { ...own, then: cutAt(then, position - 1) };
}
