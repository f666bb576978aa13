import type { CoordinatorState } from '../state.js';
import type { Nanoseconds } from '../time.js';
import type { LeaseIssuer, Run } from './lease-issuer.js';
import type { Slot } from '../leases/port.js';

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
