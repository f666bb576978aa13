/**
 * Numbers in [0, 1) that a seed determines: mulberry32 (Tommy Ettinger), a permutation of a counter of
 * 32 bits. Good enough to choose cases with; the same seed gives the same cases everywhere.
 *
 * @param seed - an integer; its low 32 bits count.
 */
export function seeded(seed: number): () => number {
  let counter = seed | 0;
  return () => {
    counter = (counter + 0x6d2b79f5) | 0;
    let mixed = Math.imul(counter ^ (counter >>> 15), 1 | counter);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
