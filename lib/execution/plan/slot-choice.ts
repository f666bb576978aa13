import type { Slot } from '../../coordinator/leases/port.js';

/**
 * The index of the free slot of a group that a step takes: the one where it ran before, else one that
 * has started, else one that has not, and behind another lease only where both are short.
 */
export function chooseSlot(
  free: readonly Slot[],
  group: string,
  home: number | undefined,
  short: boolean,
): number | undefined {
  let best: number | undefined;
  let rank = Infinity;
  for (let index = 0; index < free.length; index++) {
    const slot = free[index]!;
    if (groupOf(slot) !== group || (slot.behind === true && !short)) continue;
    const own = slot.behind === true ? 3 : slot.id === home ? 0 : slot.cold === true ? 2 : 1;
    if (own < rank) {
      rank = own;
      best = index;
    }
  }
  return best;
}

/** Whether all free slots of a group, of which there are some, have not started yet. */
export function areCold(free: readonly Slot[], group: string): boolean {
  let cold = false;
  for (const slot of free) {
    if (groupOf(slot) !== group) continue;
    if (slot.cold !== true) return false;
    cold = true;
  }
  return cold;
}

/** The group of places that a slot belongs to. */
export function groupOf({ group, kind }: Slot): string {
  return group ?? kind;
}
