/** Leases beside those that waves ask for: second leases of silent steps, and parts of divided steps. */
import type { CoordinatorState } from '../state.js';
import type { Nanoseconds } from '../time.js';
import type { LeaseIssuer, Run } from './lease-issuer.js';
import type { Slot } from '../leases/port.js';

/** After this many hedge delays the hedge of a step is urgent. */
const URGENT = 3;

/**
 * The hedge: leases steps a second time whose slots have been silent for their hedge delay, and never a third time.
 *
 * Laws
 * 1. A hedge goes before no step of higher priority.
 * 2. A second copy of a step that is computed wins nothing: a slot that is heard is never hedged, however long its
 *    lease is out.
 * 3. A hedge takes a core that would idle: there are more cores than slots that compute. An urgent one, of a step that
 *    hangs for all that is known, takes the place of another step instead.
 *
 * @param free - slots that would idle; those that are taken are removed.
 * @param run - where the new leases are added.
 * @param urgent - hedges only urgent steps, and only those that are wanted by the highest priority that waits.
 * @returns when the next step will have been silent so long; Infinity for none.
 */
export function hedge(
  state: CoordinatorState,
  issuer: LeaseIssuer,
  free: Slot[],
  run: Run[],
  now: Nanoseconds,
  urgent: boolean,
): Nanoseconds {
  const { cores, index, leases, runQueue } = state;
  const [times, least] = urgent ? [URGENT, runQueue.highest] : [1, 0];
  let next = Infinity;
  // A copy: the leases issued here are left out.
  for (const { lease, heardAt, hedgeDelay, stopping } of leases.entries()) {
    if (hedgeDelay === Infinity) continue;
    const { node, demand } = lease;
    const [operation] = index.of(node);
    if (stopping || operation === undefined) continue;
    if ((index.highestOf(node)?.scheduling.priority ?? 0) < least) continue;
    if (free.length === 0 || leases.of(node).length > 1) continue;
    const due = heardAt + times * hedgeDelay;
    if (now < due) {
      next = Math.min(next, due);
      continue;
    }
    if (!urgent && leases.slotsComputing(now) >= cores) continue;
    const assigned = issuer.placeHedge(operation, node, demand, free);
    if (assigned === undefined || 'refused' in assigned) continue;
    run.push(issuer.issue(operation, assigned, now));
    leases.counts.hedged++;
  }
  return next;
}

/**
 * Leases parts of steps that are divided.
 *
 * @param free - slots that are taken are removed.
 * @param run - where the new leases are added.
 * @param least - the lowest priority of an operation whose parts are served.
 */
export function serveParts(
  state: CoordinatorState,
  issuer: LeaseIssuer,
  free: Slot[],
  run: Run[],
  now: Nanoseconds,
  least: number,
): void {
  const { divisions, graph, index } = state;
  for (const node of divisions.waiting()) {
    const division = divisions.of(graph, node);
    if (division === undefined) {
      state.endDivision(node);
      continue;
    }
    const operation = index.highestOf(node);
    if (operation === undefined || operation.scheduling.priority < least) continue;
    // Each turn takes a slot, or ends the loop.
    while (division.next !== undefined && free.length > 0) {
      const assigned = issuer.placePart(operation, node, division.lease.demand, free);
      if (assigned === undefined) break;
      if ('refused' in assigned) {
        state.endDivision(node);
        state.requeue(node);
        break;
      }
      run.push(issuer.issuePart(operation, assigned, division, now));
    }
  }
}
