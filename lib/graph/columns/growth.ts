import { like } from './slab.js';
import type { Column } from './slab.js';

/** The entries that a column begins with: a session that computes one value stays small. */
export const FIRST_LENGTH = 32;

/** A copy of a column that holds at least `needed` entries: doubled, so that appending is amortised O(1). */
export function grown<T extends Column>(column: T, needed: number): T {
  if (needed <= column.length) return column;
  const larger = like(column, Math.max(needed, column.length * 2, FIRST_LENGTH));
  larger.set(column);
  return larger;
}

/** The entries of a column at these places, in their order; 0 beyond its end. */
export function selected<T extends Column>(column: T, places: readonly number[]): T {
  const few = like(column, places.length);
  for (let i = 0; i < places.length; i++) few[i] = column[places[i]!] ?? 0;
  return few;
}
