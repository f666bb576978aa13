/**
 * The least cost of a root whose width is any monotone function of how far three refiners are
 * stepped: for each pair of the first two the third coordinate is searched by bisection.
 *
 * @param costs - by refiner, the total cost after k steps, rising.
 * @param met - whether the goal is met there; once met it stays so further along each coordinate.
 * @param from - how many steps each takes at least.
 */
export function leastLatticeCost(
  costs: readonly [readonly number[], readonly number[], readonly number[]],
  met: (i: number, j: number, k: number) => boolean,
  from = 0,
): number {
  const [a, b, c] = costs;
  let best = Infinity;
  for (let i = from; i < a.length && a[i]! + b[from]! + c[from]! < best; i++) {
    for (let j = from; j < b.length && a[i]! + b[j]! + c[from]! < best; j++) {
      // Only what is cheaper than the best so far is worth a look.
      let high = lastBelow(c, best - a[i]! - b[j]!);
      if (high < from || !met(i, j, high)) continue;
      let low = from;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (met(i, j, middle)) high = middle;
        else low = middle + 1;
      }
      best = a[i]! + b[j]! + c[low]!;
    }
  }
  return best;
}

/** The last index whose value is below a limit, in a rising list; -1 for none. */
function lastBelow(rising: readonly number[], limit: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
