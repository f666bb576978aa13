/** What two workers bring over the calling thread, beside what two bare threads bring for the same values. */
import { createSession } from 'pincer';
import type { Session } from 'pincer';
import { cpu } from '../harness/cpu.js';
import type { Row } from '../harness/bench.js';
import { geometricMean, median } from '../harness/statistics.js';
import { BareThreads } from './bare.js';
import { turnOf, valueOf } from './values.js';
import type { WorkloadName } from './values.js';

const WORKERS = 2;

/** Where two bare threads bring less than this, no two cores were free. */
const LEAST_BARE_SPEEDUP = 1.6;

/** How much work, of what length, and what it is held to. */
interface Size {
  /** Seconds of CPU on the calling thread. */
  readonly seconds: number;
  readonly digits: number;
  /** Rounds after the first that are not counted, and those that are. */
  readonly warmUp: number;
  readonly rounds: number;
  readonly speedup: number;
  readonly cpu: number;
  /** The bars of the first round. */
  readonly first?: { readonly speedup: number; readonly cpu: number };
}

const SIZES: readonly Size[] = [
  { seconds: 0.3, digits: 3000, warmUp: 3, rounds: 7, speedup: 0.8, cpu: 1.12 },
  { seconds: 1, digits: 20_000, warmUp: 1, rounds: 3, speedup: 0.88, cpu: 1.06 },
  {
    seconds: 7,
    digits: 50_000,
    warmUp: 0,
    rounds: 4,
    speedup: 0.93,
    cpu: 1.08,
    first: { speedup: 0.85, cpu: 1.2 },
  },
];

const QUICK: readonly Size[] = [
  { seconds: 0, digits: 2000, warmUp: 0, rounds: 1, speedup: 0, cpu: Infinity },
];

const NAMES: readonly WorkloadName[] = ['exp(sin(x))', 'all functions'];

/** What one round took. */
interface Taken {
  readonly wall: number;
  readonly cpu: number;
}

/** The three ways, in one round. */
interface Round {
  readonly inline: Taken;
  readonly bare: Taken;
  readonly workers: Taken;
}

/** What was found for one workload of one size. */
interface Found {
  readonly first: Round;
  readonly later: readonly Round[];
  readonly mostContexts: number;
  readonly leasesPerValue: number;
  readonly hedged: number;
}

export async function speed(quick: boolean, end: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of quick ? QUICK : SIZES) {
    const found = new Map<WorkloadName, Found>();
    for (const name of NAMES) {
      if (performance.now() < end) found.set(name, await roundsOf(name, size, end));
    }
    rows.push(...rowsOf(size, found));
  }
  return rows;
}

let next = 0;

/** Numbers of values that nobody has seen before. */
function numbers(count: number): number[] {
  return Array.from({ length: count }, () => next++);
}

async function taken(work: () => Promise<void>): Promise<Taken> {
  const before = { wall: performance.now(), cpu: cpu() };
  await work();
  return { wall: performance.now() - before.wall, cpu: cpu() - before.cpu };
}

async function compute(
  session: Session,
  name: WorkloadName,
  digits: number,
  of: readonly number[],
) {
  const results = await Promise.all(
    of.map((number) => valueOf(name, number).refine({ digits }, { session })),
  );
  for (const { status } of results)
    if (status !== 'met') throw new Error(`work: ended as ${status}`);
}

/** Milliseconds of CPU per turn once the compiler knows the code: single ones run until they are this part of the work. */
const TRIAL_SHARE = 0.1;

async function millisecondsPerTurn(
  session: Session,
  name: WorkloadName,
  { digits, seconds }: Size,
): Promise<number> {
  const turn = turnOf(name);
  const times: number[] = [];
  // Ends: each turn takes time.
  for (let spent = 0; spent <= TRIAL_SHARE * seconds * 1000; spent += times.at(-1)!)
    times.push((await taken(() => compute(session, name, digits, numbers(turn)))).cpu);
  return median(times.slice(Math.floor(times.length / 2)));
}

async function roundsOf(name: WorkloadName, size: Size, end: number): Promise<Found> {
  const { digits, seconds } = size;
  let contexts = 0;
  let mostContexts = 0;
  const inline = createSession();
  const turn = turnOf(name);
  // The first values compute the constants and show the compiler the code.
  await compute(inline, name, digits, numbers(turn));
  const perTurn = await millisecondsPerTurn(inline, name, size);
  const turns = Math.max(1, Math.round((seconds * 1000) / perTurn), Math.ceil(4 / turn));
  const workers = createSession({
    workers: WORKERS,
    beforeStart: () => (mostContexts = Math.max(mostContexts, ++contexts)),
    afterEnd: () => contexts--,
  });
  const bare = new BareThreads(WORKERS);
  const round = async (): Promise<Round> => {
    const of = numbers(turns * turn);
    const orders = of.map((number) => ({ name, number, digits }));
    return {
      inline: await taken(() => compute(inline, name, digits, of)),
      workers: await taken(() => compute(workers, name, digits, of)),
      bare: await taken(() => bare.compute(orders)),
    };
  };
  try {
    const first = await round();
    for (let i = 0; i < size.warmUp && performance.now() < end; i++) await round();
    const later: Round[] = [];
    while (later.length < size.rounds && performance.now() < end) later.push(await round());
    const { issued, hedged } = workers.stats().leases;
    const values = turns * turn * (1 + size.warmUp + later.length);
    return { first, later, mostContexts, hedged, leasesPerValue: issued / values };
  } finally {
    await Promise.all([inline.close(), workers.close(), bare.end()]);
  }
}

function rowsOf(size: Size, found: ReadonlyMap<WorkloadName, Found>): Row[] {
  const { seconds } = size;
  const of = `${String(seconds)} s`;
  const each = [...found.values()];
  const rows: Row[] = [
    ...comparison(
      `${of}, later rounds`,
      size,
      [...found].map(([name, { later }]) => [name, later]),
    ),
    ...(size.first === undefined
      ? []
      : comparison(
          `${of}, first round`,
          size.first,
          [...found].map(([name, { first }]) => [name, [first]]),
        )),
  ];
  const most = (metric: string, values: readonly number[], bar?: number): Row => ({
    bench: 'work',
    case: of,
    metric,
    ...(values.length === 0
      ? { value: null, unmeasured: 'no time was left' }
      : { value: Math.max(...values), ...(bar === undefined ? {} : { bar }) }),
  });
  const leases = found.get('exp(sin(x))')?.leasesPerValue;
  return [
    ...rows,
    most(
      'live_contexts_over_workers',
      each.map(({ mostContexts }) => mostContexts / WORKERS),
      1,
    ),
    most('leases_per_value', leases === undefined ? [] : [leases], 4),
    most(
      'hedged_leases',
      each.map(({ hedged }) => hedged),
    ),
  ];
}

/** Speed and CPU of each workload, and their geometric means, which are judged. */
function comparison(
  of: string,
  bars: { readonly speedup: number; readonly cpu: number },
  found: readonly (readonly [WorkloadName, readonly Round[]])[],
): Row[] {
  const rows: Row[] = [];
  const speedups: number[] = [];
  const costs: number[] = [];
  const bareSpeedups: number[] = [];
  for (const [name, rounds] of found) {
    if (rounds.length === 0) continue;
    const at = { bench: 'work', case: `${name}, ${of}` } as const;
    const bareSpeedup = median(rounds.map(({ inline, bare }) => inline.wall / bare.wall));
    const speedup = median(rounds.map(({ bare, workers }) => bare.wall / workers.wall));
    const cost = median(rounds.map(({ inline, workers }) => workers.cpu / inline.cpu));
    bareSpeedups.push(bareSpeedup);
    costs.push(cost);
    rows.push({ ...at, metric: 'bare_speedup', value: bareSpeedup });
    rows.push({ ...at, metric: 'cpu_over_inline', value: cost });
    rows.push(
      bareSpeedup < LEAST_BARE_SPEEDUP
        ? { ...at, metric: 'speedup_over_bare_workers', value: null, unmeasured: busy(bareSpeedup) }
        : { ...at, metric: 'speedup_over_bare_workers', value: speedup },
    );
    if (bareSpeedup >= LEAST_BARE_SPEEDUP) speedups.push(speedup);
  }
  const mean = { bench: 'work', case: `mean, ${of}` } as const;
  const unmeasured =
    bareSpeedups.length === 0 ? 'no time was left' : busy(Math.max(...bareSpeedups));
  rows.push(
    speedups.length === 0
      ? { ...mean, metric: 'speedup_over_bare_workers', value: null, unmeasured }
      : {
          ...mean,
          metric: 'speedup_over_bare_workers',
          value: geometricMean(speedups),
          bar: bars.speedup,
          sense: '>=',
        },
    costs.length === 0
      ? { ...mean, metric: 'cpu_over_inline', value: null, unmeasured }
      : { ...mean, metric: 'cpu_over_inline', value: geometricMean(costs), bar: bars.cpu },
  );
  return rows;
}

function busy(speedup: number): string {
  return `two bare threads bring ${speedup.toFixed(2)}: two cores were not free`;
}
