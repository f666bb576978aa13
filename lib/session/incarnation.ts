const WORDS = 4;

let deterministicSessions = 0;

/**
 * The identity of a new session, which its leases carry: two sessions whose leases reach one host never
 * have the same, since the numbers of their leases and nodes are.
 *
 * @param seed - of a deterministic session; the same program with the same seeds has the same
 *   incarnations. The seed alone would not do, as two sessions of one seed may share a context.
 */
export function newIncarnation(seed: number | undefined): string {
  // A point is in none of the random ones.
  if (seed !== undefined) return `${String(seed)}.${String(++deterministicSessions)}`;
  const words = crypto.getRandomValues(new Uint32Array(WORDS));
  return Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
}
