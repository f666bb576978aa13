/** What bounds on the way cost: a ladder, and a stream of bounds, over one leap to the same digits. CPU, without workers. */
import { atan, createSession, exp, ln, pi, real, sin, sqrt } from 'pincer';
import type { Real, Result, Session } from 'pincer';
import type { Row } from '../harness/bench.js';
import { cpu } from '../harness/cpu.js';
import { geometricMean } from '../harness/statistics.js';

interface Job {
  readonly name: string;
  readonly make: () => Real;
  readonly digits: number;
}

const JOBS: readonly Job[] = [
  { name: 'sqrt(2) + pi', make: () => sqrt(2).add(pi), digits: 300_000 },
  { name: 'sin(sqrt(2) + pi)', make: () => sin(sqrt(2).add(pi)), digits: 60_000 },
  { name: 'exp(sin(17/30011))', make: () => exp(sin(real('17/30011'))), digits: 60_000 },
  {
    name: 'ln(7/3) atan(sqrt(5))',
    make: () => ln(real('7/3')).multiply(atan(sqrt(5))),
    digits: 40_000,
  },
];

type Way = (value: Real, digits: number, session: Session) => Promise<Result>;

const leap: Way = (value, digits, session) => value.refine({ digits }, { session });

const WAYS: readonly {
  readonly metric: string;
  readonly bars: readonly number[];
  readonly way: Way;
}[] = [
  {
    metric: 'ladder_over_leap',
    bars: [1.3, 1.5],
    way: (value, digits, session) =>
      value.refine({ digits }, { session, onProgress: () => undefined }),
  },
  {
    metric: 'watch_over_leap',
    bars: [1.8, 1.8],
    way: async (value, digits, session) => {
      const stream = value.watch({ digits }, { session });
      for (;;) {
        const next = await stream.next();
        if (next.done === true) return next.value;
      }
    },
  },
];

/** The least of this many runs counts. */
const RUNS = 4;

/** Milliseconds of CPU, with the text of the digits. */
async function run({ name, make, digits }: Job, way: Way): Promise<number> {
  const session = createSession({ workers: 0 });
  const before = cpu();
  const result = await way(make(), digits, session);
  const written = result.digits?.length ?? 0;
  const taken = cpu() - before;
  await session.close();
  if (written < digits) throw new Error(`${name}: ${String(written)} of ${String(digits)} digits`);
  return taken;
}

export async function ladder(quick: boolean, end: number): Promise<Row[]> {
  const rows: Row[] = [];
  const ratios = new Map<string, number[]>();
  for (const given of JOBS) {
    const job = quick ? { ...given, digits: 3000 } : given;
    const all: Way[] = [leap, ...WAYS.map(({ way }) => way)];
    const least = all.map(() => Infinity);
    for (let i = 0; i < (quick ? 1 : RUNS) && performance.now() < end; i++)
      for (const [k, way] of all.entries()) least[k] = Math.min(least[k]!, await run(job, way));
    const [whole = NaN, ...others] = least;
    for (const [k, { metric }] of WAYS.entries()) {
      const value = others[k]! / whole;
      if (!Number.isFinite(value)) continue;
      ratios.set(metric, [...(ratios.get(metric) ?? []), value]);
      rows.push({ bench: 'work', case: job.name, metric, value });
    }
  }
  for (const { metric, bars } of WAYS) {
    const found = ratios.get(metric) ?? [];
    if (found.length === 0) continue;
    for (const [k, value] of [geometricMean(found), Math.max(...found)].entries()) {
      const which = k === 0 ? 'mean' : 'worst';
      rows.push({ bench: 'work', case: which, metric, value, ...(quick ? {} : { bar: bars[k] }) });
    }
  }
  return rows;
}
