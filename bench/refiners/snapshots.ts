/**
 * How fast a session is written as text and made of it again, in megabytes of the text per second of CPU, and how long
 * the text is over what the session holds by its own estimate. Three sessions: long values, many short ones, and
 * refiners whose states are long integers.
 */
import { createSession, sqrt, sum } from 'pincer';
import type { Real, Session } from 'pincer';
import { refined } from 'pincer/refiner';
import type { Refiner } from 'pincer/refiner';
import { readSnapshot } from 'pincer/snapshot';
import type { Options, Row } from '../harness/bench.js';
import { cpu } from '../harness/cpu.js';

const ROUNDS = 5;
const LEAST_SPEED = 20;
const MOST_BYTES = 1.6;

interface Case {
  readonly label: string;
  readonly values: (quick: boolean) => readonly Real[];
  readonly digits: (quick: boolean) => number;
}

/** A number by its digits to the base 2: the state is what is known of it. */
const digitsOfThird: Refiner<
  { readonly d: number },
  { readonly bits: number; readonly n: bigint }
> = {
  name: 'digits',
  version: 1,
  start: () => ({ bits: 0, n: 0n }),
  step: ({ demand, state }, { d }) => {
    const bits = Math.max(state.bits, 64, Math.ceil(-demand.width) + 2);
    const n = (1n << BigInt(bits)) / BigInt(d);
    return { state: { bits, n }, bounds: { kind: 'narrow', lo: n, width: 1, exp: -bits } };
  },
};

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => 10 + i);

const CASES: readonly Case[] = [
  {
    label: 'long values',
    values: (quick) => count(quick ? 4 : 80).map((n) => sqrt(n).add(1)),
    digits: (quick) => (quick ? 2_000 : 100_000),
  },
  {
    label: 'short values',
    values: (quick) => [sum(count(quick ? 100 : 20_000).map((n) => sqrt(n)))],
    digits: () => 30,
  },
  {
    label: 'long states',
    values: (quick) => count(quick ? 4 : 80).map((d) => refined(digitsOfThird, { d })),
    digits: (quick) => (quick ? 2_000 : 100_000),
  },
];

export async function snapshots({ quick }: Options): Promise<Omit<Row, 'bench'>[]> {
  const rows: Omit<Row, 'bench'>[] = [];
  for (const { label, values, digits } of CASES) {
    await using session = createSession();
    for (const value of values(quick)) {
      const { status } = await value.refine({ digits: digits(quick) }, { session });
      if (status !== 'met') throw new Error(`snapshots: a value of ${label} is ${status}`);
    }
    rows.push(...(await measured(label, session, quick)));
  }
  return rows;
}

async function measured(
  label: string,
  session: Session,
  quick: boolean,
): Promise<Omit<Row, 'bench'>[]> {
  let text = await session.snapshot();
  let writing = Infinity;
  let reading = Infinity;
  for (let round = 0; round < (quick ? 1 : ROUNDS); round++) {
    const start = cpu();
    text = await session.snapshot();
    const between = cpu();
    await using restored = createSession({
      restore: readSnapshot(text, { definitions: [digitsOfThird] }),
    });
    reading = Math.min(reading, cpu() - between);
    writing = Math.min(writing, between - start);
    if (restored.stats().nodes !== session.stats().nodes)
      throw new Error('snapshots: nodes are lost');
  }
  const speed = (milliseconds: number): number => text.length / 1e3 / milliseconds;
  const metric = 'snapshot_mb_per_second';
  const bar = { bar: LEAST_SPEED, sense: '>=' } as const;
  return [
    { case: `${label}, written`, metric, value: speed(writing), ...bar },
    { case: `${label}, read`, metric, value: speed(reading), ...bar },
    {
      case: label,
      metric: 'bytes_over_state',
      value: text.length / session.stats().cache.bytes,
      bar: MOST_BYTES,
    },
  ];
}
