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
import type { Desk } from '../harness/desk.js';
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

export async function snapshots(desk: Desk): Promise<void> {
  const { quick } = desk;
  for (const { label, values, digits } of CASES) {
    await using session = createSession();
    for (const value of values(quick)) {
      const { status } = await value.refine({ digits: digits(quick) }, { session });
      if (status !== 'met') throw new Error(`snapshots: a value of ${label} is ${status}`);
    }
    await measure(desk, label, session);
  }
}

async function measure(desk: Desk, label: string, session: Session): Promise<void> {
  let text = await session.snapshot();
  let writing = Infinity;
  let reading = Infinity;
  for (let round = 0; round < (desk.quick ? 1 : ROUNDS); round++) {
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
  desk.hold(`${label}, written`, metric, speed(writing), LEAST_SPEED, '>=');
  desk.hold(`${label}, read`, metric, speed(reading), LEAST_SPEED, '>=');
  const bytes = text.length / session.stats().cache.bytes;
  desk.hold(label, 'bytes_over_state', bytes, MOST_BYTES);
}
