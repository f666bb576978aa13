/** Whole sessions: whether `auto` places as well as the better choice, and what two workers bring. */
import { createSession } from 'pincer';
import { refined } from 'pincer/refiner';
import type { Real, Session } from 'pincer';
import type { Options, Row } from '../harness/bench.js';
import { OtherLoad } from '../harness/load.js';
import { median, quantile } from '../harness/statistics.js';
import { rawWorker } from './controls.js';
import type { Control } from './controls.js';
import { toilLease } from './leases.js';
import { BITS_A_STEP, toilOf, turnsPerMicrosecond } from './toil.js';

interface Case {
  readonly microseconds: number;
  readonly leaves: number;
  /** Of every leaf. */
  readonly steps: number;
}

const PLACED: readonly Case[] = [
  { microseconds: 1, leaves: 16, steps: 60 },
  { microseconds: 10, leaves: 16, steps: 40 },
  { microseconds: 100, leaves: 16, steps: 20 },
  { microseconds: 1000, leaves: 16, steps: 5 },
  { microseconds: 10_000, leaves: 8, steps: 2 },
];

const PARALLEL: readonly Case[] = [
  { microseconds: 1000, leaves: 8, steps: 1 },
  { microseconds: 1000, leaves: 16, steps: 5 },
  { microseconds: 10_000, leaves: 8, steps: 2 },
];

/**
 * A session is at work for so long before its speed-up is measured: until then the engine's compiler is at
 * work beside it, on the cores that the workers are to have. What it is in the first rounds is told as well.
 */
const WARM_UP_MILLISECONDS = 5000;
const FIRST_ROUNDS = 21;

/** Cores that others may keep busy while a speed-up is measured. */
const MOST_OTHER_LOAD = 0.15;

const WORKERS = 2;

let nonce = 0;

/** Milliseconds for the sum of leaves that have never been seen before. */
async function timeOf(
  { leaves, steps, microseconds }: Case,
  turns: number,
  session: Session,
): Promise<number> {
  const refiner = toilOf(microseconds);
  const made: Real[] = Array.from({ length: leaves }, () =>
    refined(refiner, { turns, nonce: ++nonce }),
  );
  const root = made.reduce((a, b) => a.add(b));
  // Between the widths before and after the last step, for the sum of so many of them.
  const bits = steps * BITS_A_STEP - Math.ceil(Math.log2(leaves)) - 1;
  const start = performance.now();
  const { status } = await root.refine({ bits }, { session });
  if (status !== 'met') throw new Error(`sessions: ended as ${status}`);
  return performance.now() - start;
}

export async function sessions({ quick }: Options): Promise<Row[]> {
  const turnsAMicrosecond = turnsPerMicrosecond();
  const none = createSession();
  const two = createSession({ workers: WORKERS });
  const auto = createSession({ workers: 'auto' });
  const raw = Array.from({ length: WORKERS }, rawWorker);
  try {
    await Promise.all([two.start(), auto.start()]);
    const rows: Row[] = [];
    for (const each of PLACED)
      rows.push(await autoOverBest(each, turnsAMicrosecond, quick, [none, two, auto]));
    for (const each of PARALLEL)
      rows.push(...(await speedUp(each, turnsAMicrosecond, quick, two, raw)));
    return rows;
  } finally {
    await Promise.all([
      none.close(),
      two.close(),
      auto.close(),
      ...raw.map((worker) => worker.end()),
    ]);
  }
}

async function autoOverBest(
  each: Case,
  turnsAMicrosecond: number,
  quick: boolean,
  candidates: readonly [Session, Session, Session],
): Promise<Row> {
  const turns = Math.round(each.microseconds * turnsAMicrosecond);
  // The first rounds show what the steps cost and start what has gone idle.
  for (const session of candidates) for (let i = 0; i < 2; i++) await timeOf(each, turns, session);
  const times: number[][] = candidates.map(() => []);
  // As many rounds as take a few seconds on an idle machine.
  const work = each.microseconds * each.leaves * each.steps;
  const rounds = quick ? 3 : Math.round(Math.min(100, Math.max(20, 1e6 / work)));
  for (let round = 0; round < rounds; round++) {
    for (const [i, session] of candidates.entries())
      times[i]!.push(await timeOf(each, turns, session));
  }
  // Quick rounds show what a session can do; slow ones what else the machine had to do.
  const [none = NaN, two = NaN, auto = NaN] = times.map((found) => quantile(found, 0.1));
  return {
    bench: 'execution',
    case: `steps of ${String(each.microseconds)} us`,
    metric: 'auto_over_best',
    value: auto / Math.min(none, two),
    bar: 1.1,
  };
}

async function speedUp(
  each: Case,
  turnsAMicrosecond: number,
  quick: boolean,
  session: Session,
  raw: readonly Control[],
): Promise<Row[]> {
  const turns = Math.round(each.microseconds * turnsAMicrosecond);
  const load = new OtherLoad();
  const ratios = async (rounds: number): Promise<number[]> => {
    const found: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const theirs = await timeOfRaw(each, turns, raw);
      found.push(theirs / (await timeOf(each, turns, session)));
    }
    return found;
  };
  const first = await ratios(quick ? 3 : FIRST_ROUNDS);
  const start = performance.now();
  while (!quick && performance.now() - start < WARM_UP_MILLISECONDS) {
    await timeOf(each, turns, session);
  }
  const lasting = quick
    ? first
    : await ratios(each.microseconds * each.leaves * each.steps < 1e5 ? 81 : 25);
  const name = `${String(each.leaves * each.steps)} steps of ${String(each.microseconds)} us`;
  const row = { bench: 'execution', case: name } as const;
  const beginning = { ...row, metric: 'speedup_in_first_rounds', value: median(first) };
  const others = load.cores;
  const judged = {
    ...row,
    metric: 'speedup_over_raw_workers',
    bar: 0.95,
    sense: '>=',
  } as const;
  if (others === undefined)
    return [beginning, { ...judged, value: null, unmeasured: 'the system does not tell its load' }];
  if (others > MOST_OTHER_LOAD) {
    const unmeasured = `others keep ${others.toFixed(2)} cores busy (the ratio was ${median(lasting).toFixed(3)})`;
    return [beginning, { ...judged, value: null, unmeasured }];
  }
  return [beginning, { ...judged, value: median(lasting) }];
}

/** The same steps by plain workers, each with one in hand while another runs. */
async function timeOfRaw(
  { leaves, steps }: Case,
  turns: number,
  raw: readonly Control[],
): Promise<number> {
  let left = leaves * steps;
  const lane = async (worker: Control): Promise<void> => {
    while (left-- > 0) await worker.run(toilLease(turns, 1));
  };
  const start = performance.now();
  await Promise.all([...raw, ...raw].map(lane));
  return performance.now() - start;
}
