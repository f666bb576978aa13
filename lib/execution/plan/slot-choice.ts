import type { Slot } from '../../coordinator/leases/port.js';

/**
 * The index of the free slot of a group that a step takes. The order of preference: the slot where the step ran last,
 * a slot whose context has started, a slot whose context has not, and a place behind another lease.
 *
 * @param last - the number of the slot where the step ran last.
 * @param short - whether the lease is short enough to wait behind another.
 */
export function chooseSlot(
  free: readonly Slot[],
  group: string,
  last: number | undefined,
  short: boolean,
): number | undefined {
  let best: number | undefined;
  let rank = Infinity;
  for (let index = 0; index < free.length; index++) {
    const slot = free[index]!;
    if (groupOf(slot) !== group || (slot.behind === true && !short)) continue;
    const preference = slot.behind === true ? 3 : slot.id === last ? 0 : slot.cold === true ? 2 : 1;
    if (preference < rank) {
      rank = preference;
      best = index;
    }
  }
  return best;
}

/** Whether none of the contexts in the free slots of a group has started; undefined where it has no free slot. */
export function areCold(free: readonly Slot[], group: string): boolean | undefined {
  let cold: true | undefined;
  for (const slot of free) {
    if (groupOf(slot) !== group) continue;
    if (slot.cold !== true) return false;
    cold = true;
  }
  return cold;
}

/** The group of a slot: its kind, unless it names another. */
export function groupOf({ group, kind }: Slot): string {
  return group ?? kind;
}
