/**
 * The least cost of a separable root: one choice of each group, the widths adding up to the allowance.
 *
 * Pareto merging, group by group. A partial sum is dropped where another is both cheaper and narrower,
 * and where its cost and the relaxation of the groups still to come already exceed a solution that is
 * known. Where a frontier outgrows its limit its neighbours are merged into points that are as cheap
 * as the one and as narrow as the other: the answer is then a lower bound, so a cost over it is an
 * overestimate, never a flattering one.
 */
import { frontier, hull } from './choices.js';
import type { Choice } from './choices.js';
import { Relaxation } from './relaxation.js';

export interface Optimum {
  readonly cost: number;
  /** False where a frontier was cut and `cost` may be too small. */
  readonly exact: boolean;
}

/** Points that a frontier may have. */
const LONGEST_FRONTIER = 20_000;

/** Sums of doubles err by less than this part of themselves here. */
const ROUNDING = 1e-12;

/**
 * @param known - the cost of a solution that is known, to prune by.
 * @returns an infinite cost where no choice is narrow enough.
 */
export function leastCost(
  groups: readonly (readonly Choice[])[],
  allowance: number,
  known = Infinity,
  longest = LONGEST_FRONTIER,
): Optimum {
  const limit = allowance * (1 + ROUNDING);
  const sorted = groups.map(frontier).sort((a, b) => b.length - a.length);
  const rests = sorted.map((_, i) => new Relaxation(sorted.slice(i + 1)));
  // A little above what is known, so that rounding does not prune the solution itself.
  let best = Math.min(known, byRatio(sorted, limit)) * (1 + ROUNDING);
  let exact = true;
  let partial: Choice[] = [{ width: 0, cost: 0 }];
  sorted.forEach((group, i) => {
    const rest = rests[i]!;
    const sums: Choice[] = [];
    for (const from of partial) {
      for (const choice of group) {
        const width = from.width + choice.width;
        const cost = from.cost + choice.cost;
        // The group is sorted by cost: what follows is dearer still.
        if (cost > best) break;
        if (width > limit || cost + rest.leastCost(limit - width) > best) continue;
        sums.push({ width, cost });
      }
    }
    partial = frontier(sums);
    if (partial.length > longest) {
      partial = thinned(partial, longest);
      exact = false;
    }
  });
  best = Math.min(best, partial[0]?.cost ?? Infinity);
  return { cost: best, exact };
}

/** The cost of the solution that takes whole edges of the relaxation: at most one too many. */
function byRatio(groups: readonly (readonly Choice[])[], limit: number): number {
  const relaxation = new Relaxation(groups);
  const edges = relaxation.edgesTo(limit);
  if (edges === undefined) return Infinity;
  const counts = relaxation.edgesOf(edges, groups.length);
  let cost = 0;
  groups.forEach((group, i) => {
    cost += hull(group)[counts[i]!]?.cost ?? Infinity;
  });
  return cost;
}

/** Neighbours merged optimistically, down to so many points. */
function thinned(points: readonly Choice[], longest: number): Choice[] {
  const size = Math.ceil(points.length / longest);
  const kept: Choice[] = [];
  for (let i = 0; i < points.length; i += size) {
    const last = points[Math.min(i + size, points.length) - 1]!;
    kept.push({ width: last.width, cost: points[i]!.cost });
  }
  return kept;
}
