/**
 * The order of the group that vectors generate modulo N, by elimination.
 *
 * A new vector and the pivot row of its first column, zero with the pivot N where there is none, are replaced by two
 * combinations of determinant 1: one has the greatest common divisor of the two entries there and is the pivot row,
 * one has zero there and goes on to the next column. So the pivots divide N, and the span stays the same. By
 * induction N/pivot times a pivot row, which has zero in its column, is a combination of later rows: it is for the
 * new pivot g, as `N/g = (N/before) (before/g)`, and N/before times the row that goes on is `N/g` times the vector
 * less a multiple of N/before times the old row. So each element is a unique combination of rows with factors below
 * N/pivot, and there are prod(N / pivot) of them (Howell, "Spans in the module (Z_m)^s", Linear and Multilinear
 * Algebra 19, 1986).
 */
import type { Work } from '../work.js';

/** Entries are multiplied in doubles: moduli stay below 2^26. */
export const LARGEST_MODULUS = 2 ** 26;

/** `g = x a + y b` for the greatest common divisor g of a and b, not both 0. */
function bezout(a: number, b: number): { g: number; x: number; y: number } {
  let [g, r] = [a, b];
  let [x, nextX] = [1, 0];
  let [y, nextY] = [0, 1];
  while (r !== 0) {
    const q = Math.floor(g / r);
    [g, r] = [r, g - q * r];
    [x, nextX] = [nextX, x - q * nextX];
    [y, nextY] = [nextY, y - q * nextY];
  }
  return { g, x, y };
}

/**
 * @param vectors - of one length, entries from 0 to `modulus - 1`.
 * @param modulus - from 1 to 2^26.
 * @returns the order; `Infinity` beyond what a double holds.
 * @throws TooLarge
 */
export function groupOrder(vectors: readonly Int32Array[], modulus: number, work: Work): number {
  const columns = vectors[0]?.length ?? 0;
  const pivots: (Int32Array | undefined)[] = Array.from({ length: columns });
  const left = [...vectors];
  for (let vector = left.pop(); vector !== undefined; vector = left.pop()) {
    const column = vector.findIndex((entry) => entry !== 0);
    if (column < 0) continue;
    work.charge(1 + columns / 4);
    const entry = vector[column]!;
    const pivot = pivots[column];
    const before = pivot?.[column] ?? modulus;
    const { g, x, y } = bezout(before, entry);
    left.push(combine(-entry / g, pivot, before / g, vector, modulus));
    if (pivot !== undefined && g === before) continue;
    const row = combine(x, pivot, y, vector, modulus);
    pivots[column] = row;
  }
  return pivots.reduce(
    (order, pivot, column) => (pivot === undefined ? order : (order * modulus) / pivot[column]!),
    1,
  );
}

/** `x a + y b` modulo N; a missing row is zero. */
function combine(
  x: number,
  a: Int32Array | undefined,
  y: number,
  b: Int32Array,
  modulus: number,
): Int32Array {
  const s = residue(x, modulus);
  const t = residue(y, modulus);
  return b.map((entry, i) => {
    const sum = s * (a?.[i] ?? 0) + t * entry;
    return sum % modulus;
  });
}

function residue(x: number, modulus: number): number {
  const rest = x % modulus;
  return rest < 0 ? rest + modulus : rest;
}
