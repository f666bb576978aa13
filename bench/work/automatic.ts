/** `workers: 'auto'` beside the better of none and two, each in a session that is new. */
import { createSession } from 'pincer';
import type { Row } from '../harness/bench.js';
import { cpu } from '../harness/cpu.js';
import { geometricMean } from '../harness/statistics.js';
import { valueOf } from './values.js';

interface Job {
  readonly values: number;
  readonly digits: number;
}

const JOBS: readonly Job[] = [
  { values: 1, digits: 1000 },
  { values: 20, digits: 1000 },
  { values: 4, digits: 5000 },
  { values: 20, digits: 5000 },
  { values: 1, digits: 20_000 },
  { values: 4, digits: 20_000 },
  { values: 6, digits: 50_000 },
];
const QUICK: readonly Job[] = [{ values: 2, digits: 1000 }];

/** The least of this many runs counts. */
const RUNS = 3;

let next = 3e6;

async function run({ values, digits }: Job, workers: number | 'auto'): Promise<[number, number]> {
  const start = performance.now();
  const before = cpu();
  const session = createSession({ workers });
  const made = Array.from({ length: values }, () => valueOf('exp(sin(x))', next++));
  await Promise.all(made.map((value) => value.refine({ digits }, { session })));
  const taken: [number, number] = [performance.now() - start, cpu() - before];
  await session.close();
  return taken;
}

export async function automatic(quick: boolean, end: number): Promise<Row[]> {
  const walls: number[] = [];
  const costs: number[] = [];
  const rows: Row[] = [];
  for (const job of quick ? QUICK : JOBS) {
    const wall: Record<string, number> = {};
    const cost: Record<string, number> = {};
    for (let i = 0; i < (quick ? 1 : RUNS) && performance.now() < end; i++) {
      for (const workers of [0, 2, 'auto'] as const) {
        const [w, c] = await run(job, workers);
        wall[workers] = Math.min(wall[workers] ?? Infinity, w);
        cost[workers] = Math.min(cost[workers] ?? Infinity, c);
      }
    }
    const { 0: none = NaN, 2: two = NaN, auto = NaN } = wall;
    if (Number.isNaN(auto)) continue;
    // The CPU beside that of whichever was sooner.
    const best = none <= two ? cost[0]! : cost[2]!;
    walls.push(auto / Math.min(none, two));
    costs.push(cost['auto']! / best);
    const name = `${String(job.values)} to ${String(job.digits)} digits`;
    const at = { bench: 'work', case: name } as const;
    rows.push({ ...at, metric: 'auto_over_best_real', value: walls.at(-1)! });
    rows.push({ ...at, metric: 'auto_cpu_over_best_real', value: costs.at(-1)! });
  }
  return [
    ...rows,
    ...judged('auto_over_best_real', walls),
    ...judged('auto_cpu_over_best_real', costs),
  ];
}

function judged(metric: string, ratios: readonly number[]): Row[] {
  const row = (of: string, value: number, bar: number): Row =>
    ratios.length === 0
      ? { bench: 'work', case: of, metric, value: null, unmeasured: 'no time was left' }
      : { bench: 'work', case: of, metric, value, bar };
  return [row('mean', geometricMean(ratios), 1.15), row('worst', Math.max(...ratios), 1.5)];
}
