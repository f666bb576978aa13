/**
 * Preemption: leases of lower priority stop for steps of higher priority that found no slot, at the next
 * boundary of a step.
 *
 * Laws
 * 1. The leases of a message stop together or not at all: a high priority that wants one of them keeps the
 *    others. To free a slot everything in it stops, including a message that waits there.
 * 2. For each step that found no slot, one slot comes free that it would take: a slot that is about to come
 *    free in any case, or else the slot of the lowest priority. Among several of that priority, the slot
 *    whose leases are youngest comes first: they have the least to lose.
 * 3. A message stops once it is out longer than a short one, if a message of higher priority waits behind it.
 * 4. A lease of a source holds no slot that computes, so it is never preempted.
 * 5. A message past three quarters of its predicted cost has until its predicted end, where that comes within the grace.
 */
import type { CoordinatorState } from '../state.js';
import type { OpenLease } from '../leases/lease-table.js';
import type { LeaseId } from '../leases/lease.js';
import type { LeaseIssuer, UnplacedStep } from './lease-issuer.js';
import type { Operation } from '../operations/operation.js';
import { computes, computingSlots } from '../leases/port.js';
import type { Slot } from '../leases/port.js';
import type { Nanoseconds } from '../time.js';

/**
 * The time for which leases are not stopped: after their operation has begun, after the issue of a lease
 * out of turn, and after the issue of a message behind which another one waits.
 */
export const PREEMPTION_GRACE: Nanoseconds = 100e6;

/** The part of its predicted cost after which a message is nearly done. */
const NEARLY_DONE = 3 / 4;

/** How a poll has used its slots. */
export interface Served {
  /** The steps that found no slot. */
  readonly unplaced: readonly UnplacedStep[];
  /** The operation of highest priority that got a slot. */
  readonly highest: Operation | undefined;
  /** The slots that are left. */
  readonly free: readonly Slot[];
}

/**
 * Asks leases to stop, and pauses their operations. Operations of lower priority that have a step ready are
 * paused as well.
 *
 * @returns when more leases could be asked to stop; Infinity for never.
 */
export function preempt(
  state: CoordinatorState,
  issuer: LeaseIssuer,
  { unplaced, highest, free }: Served,
  now: Nanoseconds,
): Nanoseconds {
  const { index, leases, preempts, runQueue } = state;
  if (!preempts) return Infinity;
  const waiting = unplaced
    .filter(({ operation }) => !operation.ended && runQueue.hasBegunBelow(priorityOf(operation)))
    .sort((a, b) => priorityOf(b.operation) - priorityOf(a.operation));
  if (waiting.length === 0 && !runQueue.areMixed) return Infinity;
  const graceFrom = ({ lease, favoured, issuedAt }: OpenLease): Nanoseconds =>
    favoured
      ? issuedAt
      : index
          .of(lease.node)
          .reduce((least, { scheduling }) => Math.min(least, scheduling.startedAt), issuedAt);
  const { stop, wakeAt } = leasesToStop(leases.entries(), waiting, now, {
    wantedBy: ({ lease }) => index.highestOf(lease.node),
    graceFrom,
    wouldTake: (step, slot) => issuer.wouldTake(step, slot),
  });
  const first = waiting[0]?.operation;
  const isFirst = priorityOf(first) >= priorityOf(highest);
  const by = computingSlots(free) > 0 ? stop[0]?.by : isFirst ? first : highest;
  if (by !== undefined) {
    for (const other of runQueue.takeOvertaken(priorityOf(by))) pause(state, other, by, now);
  }
  for (const { leases: stopped, by: operation } of stop) {
    for (const { lease } of stopped) {
      for (const other of index.of(lease.node)) pause(state, other, operation, now);
    }
    state.stopLeases(stopped, true);
  }
  return wakeAt;
}

function pause(
  { log, runQueue }: CoordinatorState,
  operation: Operation,
  by: Operation,
  now: Nanoseconds,
): void {
  if (!runQueue.pause(operation)) return;
  const priority = priorityOf(operation);
  const { id } = operation;
  log.emit({ type: 'operation-preempted', nanoseconds: now, operation: id, priority, by: by.id });
}

/** Leases that are to stop, and the operation that they stop for. */
interface Stop {
  readonly leases: readonly OpenLease[];
  readonly by: Operation;
}

/** What the choice of leases depends on. */
interface PreemptionRules {
  /** The operation of highest priority that wants a lease. */
  readonly wantedBy: (entry: OpenLease) => Operation | undefined;
  /** From when on the grace of a lease counts. */
  readonly graceFrom: (entry: OpenLease) => Nanoseconds;
  /** Whether a step would be given a slot, were it free. */
  readonly wouldTake: (step: UnplacedStep, slot: Slot) => boolean;
}

/** Leases that can only be stopped together: those of a message, or all in a slot. */
interface LeaseGroup {
  readonly leases: readonly OpenLease[];
  /** The highest priority that wants one of them. */
  readonly priority: number;
  /** From when on they may be stopped; -Infinity where all have been asked to stop. */
  readonly from: Nanoseconds;
}

/**
 * @param open - the open leases, the oldest first.
 * @param waiting - the steps that found no slot, the highest priority first.
 * @returns which leases are to stop, and when there will be more.
 */
function leasesToStop(
  open: readonly OpenLease[],
  waiting: readonly UnplacedStep[],
  now: Nanoseconds,
  rules: PreemptionRules,
): { readonly stop: readonly Stop[]; readonly wakeAt: Nanoseconds } {
  const bySlot = grouped(
    open.filter(({ slot }) => computes(slot)),
    ({ slot }) => slot.id,
  );
  const stop: Stop[] = [];
  let wakeAt = Infinity;
  const end = ({ leases, from }: LeaseGroup, by: Operation): void => {
    if (from > now) wakeAt = Math.min(wakeAt, from);
    else if (from > -Infinity) stop.push({ leases, by });
  };
  for (const inSlot of bySlot) {
    const [running, ...behind] = grouped(inSlot, ({ message }) => message);
    const next = highestOf(behind.flat(), rules);
    if (running === undefined || next === undefined) continue;
    const front = groupOf(running, rules, now);
    const short = running[0]!.issuedAt + PREEMPTION_GRACE;
    if (front.priority >= priorityOf(next)) continue;
    end(front.from > short ? front : { ...front, from: short }, next);
  }
  const left = bySlot
    .map((leases) => groupOf(leases, rules, now))
    .sort(
      (a, b) =>
        stage(a, now) - stage(b, now) || a.priority - b.priority || youngest(b) - youngest(a),
    );
  for (const step of waiting) {
    if (left.length === 0) break;
    const { operation } = step;
    const at = left.findIndex(
      ({ priority, leases }) =>
        priority < priorityOf(operation) && rules.wouldTake(step, leases[0]!.slot),
    );
    if (at >= 0) end(left.splice(at, 1)[0]!, operation);
  }
  return { stop, wakeAt };
}

function groupOf(
  leases: readonly OpenLease[],
  rules: PreemptionRules,
  now: Nanoseconds,
): LeaseGroup {
  const stopping = leases.every((entry) => entry.stopping);
  const graceEnd = Math.max(...leases.map(rules.graceFrom)) + PREEMPTION_GRACE;
  return {
    leases,
    priority: priorityOf(highestOf(leases, rules)),
    from: stopping ? -Infinity : Math.max(graceEnd, nearEnd(leases, now)),
  };
}

/** Law 5: when leases that are nearly done are predicted to end; -Infinity for others. */
function nearEnd(leases: readonly OpenLease[], now: Nanoseconds): Nanoseconds {
  const cost = leases.reduce(
    (sum, { lease }) => sum + lease.predictedCost * lease.quantum.steps,
    0,
  );
  const begun = leases[0]!.issuedAt;
  const left = begun + cost - now;
  const isNear = now - begun >= NEARLY_DONE * cost && left > 0 && left <= PREEMPTION_GRACE;
  return isNear ? begun + cost : -Infinity;
}

/** The operation of highest priority that wants one of several leases. */
function highestOf(
  leases: readonly OpenLease[],
  { wantedBy }: PreemptionRules,
): Operation | undefined {
  let highest: Operation | undefined;
  for (const entry of leases) {
    const operation = wantedBy(entry);
    if (priorityOf(operation) > priorityOf(highest)) highest = operation;
  }
  return highest;
}

/** The effective priority of an operation; 0 for none. */
function priorityOf(operation: Operation | undefined): number {
  return operation?.scheduling.priority ?? 0;
}

/** 0 for leases that stop in any case, 1 for those that may be stopped, 2 for those that have grace. */
function stage({ from }: LeaseGroup, now: Nanoseconds): number {
  return from === -Infinity ? 0 : from <= now ? 1 : 2;
}

function youngest({ leases }: LeaseGroup): LeaseId {
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
