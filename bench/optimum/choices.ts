/** One way to treat a refiner (or a group of them): what it leaves of the root's width, at which cost. */
export interface Choice {
  readonly width: number;
  readonly cost: number;
}

/** The choices that no other beats in both, cheapest first: widths fall strictly as costs rise. */
export function frontier(choices: readonly Choice[]): Choice[] {
  const sorted = [...choices].sort((a, b) => a.cost - b.cost || a.width - b.width);
  const kept: Choice[] = [];
  for (const choice of sorted) {
    const last = kept.at(-1);
    if (last === undefined || choice.width < last.width) kept.push(choice);
  }
  return kept;
}

/** The corners of the lower convex hull of a frontier, cheapest first. */
export function hull(points: readonly Choice[]): Choice[] {
  const corners: Choice[] = [];
  for (const point of points) {
    while (corners.length >= 2) {
      const [a, b] = [corners.at(-2)!, corners.at(-1)!];
      // b stays only where the descent from a to b is steeper than from b to the new point.
      if ((a.width - b.width) * (point.cost - b.cost) > (b.width - point.width) * (b.cost - a.cost))
        break;
      corners.pop();
    }
    corners.push(point);
  }
  return corners;
}
