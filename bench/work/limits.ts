/** By how much calls with a timeout are late, beyond an idle timer of the same run. */
import { setTimeout as wait } from 'node:timers/promises';
import { createSession, real, sqrt, sum } from 'pincer';
import type { Real } from 'pincer';
import type { Row } from '../harness/bench.js';
import { Random } from '../harness/random.js';
import { quantile } from '../harness/statistics.js';
import { valueOf } from './values.js';

/** Requests of one kind, and how late they may be. */
interface Kind {
  readonly most: number;
  readonly least: number;
  readonly requests: number;
  /** Milliseconds. */
  readonly timeouts: readonly [number, number];
  readonly bar: number;
}

const KINDS: readonly Kind[] = [
  { least: 1e4, most: 1e5, requests: 200, timeouts: [10, 80], bar: 30 },
  { least: 1e6, most: 1e6, requests: 12, timeouts: [100, 400], bar: 150 },
];

const QUICK: readonly Kind[] = [
  { least: 1e4, most: 1e5, requests: 4, timeouts: [5, 10], bar: Infinity },
];

/** Terms of a sum whose nodes alone take as long as a timeout. */
const TERMS = 20_000;

/** Functions, quotients of roots, long powers, and sums of many terms in turn; none is asked for twice. */
const MIX: readonly ((number: number) => Real)[] = [
  (number) => valueOf('all functions', number),
  (number) => sqrt(number + 2).divide(sqrt(number + 3).add(1)),
  (number) => real(`${String(number + 1)}/${String(number + 2)}`).pow(1e6 + number),
  (number) => sum(Array.from({ length: TERMS }, (_, k) => real(`1/${String(number + k + 1)}`))),
];

export async function limits(seed: number, quick: boolean, end: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const kind of quick ? QUICK : KINDS) {
    for (const workers of [0, 2]) rows.push(await overrun(kind, workers, seed, end));
  }
  return rows;
}

async function overrun(kind: Kind, workers: number, seed: number, end: number): Promise<Row> {
  const random = new Random(seed);
  const row = {
    bench: 'work',
    case: `to ${String(kind.most)} digits, ${String(workers)} workers`,
    metric: 'limit_overrun_ms',
  } as const;
  await using session = createSession({ workers });
  if (workers > 0) await session.start();
  const late: number[] = [];
  const idle: number[] = [];
  for (let i = 0; i < kind.requests && performance.now() < end; i++) {
    const [shortest, longest] = kind.timeouts;
    const timeout = Math.round(shortest + random.next() * (longest - shortest));
    const digits = Math.round(kind.least * (kind.most / kind.least) ** random.next());
    const value = MIX[i % MIX.length]!(1e6 + 1000 * seed + i + (workers > 0 ? 500 : 0));
    let start = performance.now();
    await wait(timeout);
    idle.push(performance.now() - start - timeout);
    start = performance.now();
    const { status } = await value.refine({ digits }, { session, timeout });
    // Those that were done in time had no limit to keep.
    if (status === 'partial') late.push(performance.now() - start - timeout);
  }
  if (late.length === 0) return { ...row, value: null, unmeasured: 'no request met its limit' };
  const value = quantile(late, 0.95) - Math.max(0, quantile(idle, 0.95));
  return { ...row, value, bar: kind.bar };
}
