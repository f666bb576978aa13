/**
 * The deterministic mode: the trace of commands and bounds is the same whatever the number of workers,
 * and however long steps happen to take. `distinct_trace_hashes` counts the traces that the same roots
 * and goals leave with 0, 1, 2, 4 and 8 workers and delays by chance: for each seed, and in all of them.
 */
import { createSession, pi, refineAll, sqrt } from 'pincer';
import { refined } from 'pincer/refiner';
import { TraceHash } from 'pincer/testing';
import type { Real, Session } from 'pincer';
import { dawdler } from './determinism/dawdler.js';
import type { Options, Row } from './harness/bench.js';
import { Random } from './harness/random.js';

export const name = 'determinism';

const WORKERS = [0, 1, 2, 4, 8] as const;
const QUICK_WORKERS = [0, 2] as const;
const SEEDS = 20;
const QUICK_SEEDS = 2;

/** A few roots over shared parts, with steps of many costs. */
function drawRoots(random: Random): Real[] {
  const parts: Real[] = Array.from({ length: random.integer(3, 6) }, () =>
    refined(dawdler, {
      numerator: random.integer(1, 1_000_002),
      cost: random.integer(1_000, 400_000),
    }),
  );
  parts.push(pi, sqrt(random.integer(2, 50)).sin());
  return Array.from({ length: 3 }, () => {
    let root = random.pick(parts);
    for (let i = random.integer(2, 6); i > 0; i--) {
      const part = random.pick(parts);
      root = random.next() < 0.3 ? root.multiply(part) : root.add(part);
    }
    return random.next() < 0.5 ? root.exp() : root;
  });
}

/** The trace that the roots of one seed leave in a session. */
async function traceOf(session: Session, random: Random): Promise<string> {
  const trace = new TraceHash();
  const ignore = session.observe(trace.add);
  const roots = drawRoots(random);
  const results = await refineAll(roots, { bits: random.integer(60, 200) }, { session });
  ignore();
  const unmet = results.find(({ status }) => status !== 'met');
  if (unmet !== undefined) throw new Error(`determinism: a root ended as ${unmet.status}`);
  return trace.digest;
}

export async function run({ seed, quick }: Options): Promise<Row[]> {
  const seeds = quick ? QUICK_SEEDS : SEEDS;
  const traces = Array.from({ length: seeds }, () => new Set<string>());
  for (const workers of quick ? QUICK_WORKERS : WORKERS) {
    await using session = createSession({ workers, deterministic: true });
    // One after the other, so that every session gives its nodes the same numbers.
    for (const [i, seen] of traces.entries())
      seen.add(await traceOf(session, new Random(seed).fork(i)));
  }
  const counts = traces.map((seen, i) => ({ label: `seed ${String(i + 1)}`, count: seen.size }));
  const most = Math.max(...counts.map(({ count }) => count));
  return [...counts, { label: `all ${String(seeds)} seeds`, count: most }].map(
    ({ label, count }) => ({
      bench: name,
      case: label,
      metric: 'distinct_trace_hashes',
      value: count,
      bar: 1,
    }),
  );
}
