import type { OpenLease } from '../leases/lease-table.js';
import type { LeaseId, Nanoseconds } from '../leases/lease.js';
import type { StepAside } from './lease-issuer.js';
import type { Operation } from '../operations/operation.js';
import { computes } from '../leases/port.js';
import type { Slot } from '../leases/port.js';

/**
 * How long an operation that has begun is safe from having its leases stopped, a lease that was cut out of turn,
 * and one behind which others were sent, as it was to be short.
 */
export const PREEMPTION_GRACE: Nanoseconds = 100e6;

/** Leases that are to stop, and the operation that they stop for. */
export interface Stop {
  readonly leases: readonly OpenLease[];
  readonly by: Operation;
}

export interface Preemption {
  readonly stop: readonly Stop[];
  /** When there will be more to stop. */
  readonly wakeAt: Nanoseconds;
}

/** What preemption asks of the parts beside it. */
export interface PreemptionRules {
  /** Of those that want a lease, the one of the highest priority. */
  readonly wantedBy: (entry: OpenLease) => Operation | undefined;
  /** From when on the grace of a lease counts. */
  readonly graceFrom: (entry: OpenLease) => Nanoseconds;
  /** Whether a step would be given a slot, were it free. */
  readonly wouldTake: (step: StepAside, slot: Slot) => boolean;
}

/** Leases that can be stopped together alone: those of a message, or all that keep a slot. */
interface Together {
  readonly leases: readonly OpenLease[];
  /** The highest priority that wants one of them. */
  readonly rank: number;
  /** From when on they may be stopped; -Infinity where they have been told to already. */
  readonly from: Nanoseconds;
}

/**
 * Which leases are to stop for the sake of higher priorities, at the next boundary of a step.
 *
 * Laws
 * 1. The leases of a message stop together or not at all: what is wanted by a high priority keeps those of
 *    low ones beside it. To free a slot all that is in it stops, the message that waits as well.
 * 2. For each step that found no slot one comes free that it would take: one that is about to in any case,
 *    else that of the lowest priority, of these the one with the youngest leases, which have the least to lose.
 * 3. A message behind which one of higher priority waits stops once it is out for longer than a short one.
 * 4. A lease that waits for an answer from outside keeps no slot from anybody.
 *
 * @param open - the leases that are out, the oldest first.
 * @param held - the steps that found no slot, those of the highest priority first.
 */
export function preempted(
  open: readonly OpenLease[],
  held: readonly StepAside[],
  now: Nanoseconds,
  rules: PreemptionRules,
): Preemption {
  const bySlot = grouped(
    open.filter(({ slot }) => computes(slot)),
    ({ slot }) => slot.id,
  );
  const stop: Stop[] = [];
  let wakeAt = Infinity;
  const end = ({ leases, from }: Together, by: Operation): void => {
    if (from > now) wakeAt = Math.min(wakeAt, from);
    else if (from > -Infinity) stop.push({ leases, by });
  };
  for (const inSlot of bySlot) {
    const [running, ...behind] = grouped(inSlot, ({ message }) => message);
    const waiting = highestOf(behind.flat(), rules);
    if (running === undefined || waiting === undefined) continue;
    const front = together(running, rules);
    const short = running[0]!.issuedAt + PREEMPTION_GRACE;
    if (front.rank >= waiting.priority) continue;
    end(front.from > short ? front : { ...front, from: short }, waiting);
  }
  const left = bySlot
    .map((leases) => together(leases, rules))
    .sort((a, b) => stage(a, now) - stage(b, now) || a.rank - b.rank || youngest(b) - youngest(a));
  for (const step of held) {
    if (left.length === 0) break;
    const { operation } = step;
    const at = left.findIndex(
      ({ rank, leases }) => rank < operation.priority && rules.wouldTake(step, leases[0]!.slot),
    );
    if (at >= 0) end(left.splice(at, 1)[0]!, operation);
  }
  return { stop, wakeAt };
}

function together(leases: readonly OpenLease[], rules: PreemptionRules): Together {
  const stopping = leases.every((entry) => entry.stopping);
  return {
    leases,
    rank: highestOf(leases, rules)?.priority ?? 0,
    from: stopping ? -Infinity : Math.max(...leases.map(rules.graceFrom)) + PREEMPTION_GRACE,
  };
}

/** Of those that want one of several leases, the one of the highest priority. */
function highestOf(
  leases: readonly OpenLease[],
  { wantedBy }: PreemptionRules,
): Operation | undefined {
  let highest: Operation | undefined;
  for (const entry of leases) {
    const operation = wantedBy(entry);
    if ((operation?.priority ?? 0) > (highest?.priority ?? 0)) highest = operation;
  }
  return highest;
}

/** Those that end in any case, those that may, and those that are safe for now. */
function stage({ from }: Together, now: Nanoseconds): number {
  return from === -Infinity ? 0 : from <= now ? 1 : 2;
}

function youngest({ leases }: Together): LeaseId {
  return leases[leases.length - 1]!.lease.id;
}

/** Entries with the same key, in their order. */
function grouped(
  entries: readonly OpenLease[],
  keyOf: (entry: OpenLease) => number,
): OpenLease[][] {
  const groups = new Map<number, OpenLease[]>();
  for (const entry of entries) {
    const group = groups.get(keyOf(entry));
    if (group === undefined) groups.set(keyOf(entry), [entry]);
    else group.push(entry);
  }
  return [...groups.values()];
}
