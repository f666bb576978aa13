const WORDS = 4;

let deterministicSessions = 0;

/**
 * The identity of a new session, which its leases carry. Sessions number their leases and nodes alike, so the host of
 * several sessions distinguishes them by their incarnations.
 *
 * @param seed - the seed of a deterministic session. The same program with the same seeds has the same incarnations. A
 *   counter is added, as two sessions with one seed may share a context.
 */
export function newIncarnation(seed: number | undefined): string {
  // Random incarnations contain no point.
  if (seed !== undefined) return `${String(seed)}.${String(++deterministicSessions)}`;
  const words = crypto.getRandomValues(new Uint32Array(WORDS));
  return Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
}
