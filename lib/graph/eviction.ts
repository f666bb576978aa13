import type { NodeId } from './node.js';

/**
 * The nodes that are kept when only so many may be: the most recently used, and of those used at the
 * same time the lowest. A request uses a node together with all below it, so that what is kept is
 * closed under children. In the order of their numbers, children before parents.
 */
export function mostRecentlyUsed(
  usedAt: Float64Array,
  height: Int32Array,
  limit: number,
): NodeId[] {
  const oldest = oldestKept(usedAt, limit);
  const newer: NodeId[] = [];
  const asOld: NodeId[] = [];
  usedAt.forEach((time, node) => {
    if (time > oldest) newer.push(node);
    else if (time === oldest) asOld.push(node);
  });
  asOld.sort((a, b) => height[a]! - height[b]! || a - b);
  return newer.concat(asOld.slice(0, Math.max(0, limit - newer.length))).sort((a, b) => a - b);
}

/** The latest time such that at least `limit` nodes were used then or later. */
function oldestKept(usedAt: Float64Array, limit: number): number {
  const counts = new Map<number, number>();
  for (const time of usedAt) counts.set(time, (counts.get(time) ?? 0) + 1);
  let kept = 0;
  for (const time of [...counts.keys()].sort((a, b) => b - a)) {
    kept += counts.get(time)!;
    if (kept >= limit) return time;
  }
  return -Infinity;
}
