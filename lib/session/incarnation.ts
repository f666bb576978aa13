const WORDS = 4;

let deterministicSessions = 0;

/**
 * The identity of a new session, which its leases carry. Sessions number their leases and nodes alike, so the host of
 * several sessions distinguishes them by their incarnations.
 *
 * @param seed - the seed of a deterministic session. The same program with the same seeds has the same incarnations. A
 *   counter is added, as two sessions with one seed may share a context.
 * @param generation - how many sessions stand before it, each restored from a snapshot of the one before: their leases
 *   are stale in this one.
 */
export function newIncarnation(seed: number | undefined, generation = 0): string {
  // Random incarnations contain no point.
  if (seed !== undefined) {
    const restored = generation === 0 ? '' : `.${String(generation)}`;
    return `${String(seed)}.${String(++deterministicSessions)}${restored}`;
  }
  const words = crypto.getRandomValues(new Uint32Array(WORDS));
  return Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
}
