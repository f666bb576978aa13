/** A copy of a typed array that holds at least `needed` elements: doubled, so that appending is amortised O(1). */
export function grown<T extends Int32Array | Uint32Array | Uint8Array | Float64Array>(
  array: T,
  needed: number,
): T {
  if (needed <= array.length) return array;
  const Constructor = array.constructor as new (length: number) => T;
  const larger = new Constructor(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}
