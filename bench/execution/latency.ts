/** How soon callers are answered, and how long the calling thread is ever held, against an idle timer. */
import { setTimeout as wait } from 'node:timers/promises';
import { createSession } from 'pincer';
import { refined } from 'pincer/refiner';
import type { Session } from 'pincer';
import { ThreadContext } from '#lib/execution/contexts/thread.js';
import type { Options, Row } from '../harness/bench.js';
import { threadTime } from '../harness/load.js';
import { quantile } from '../harness/statistics.js';
import { deafLease, endless } from './endless.js';
import { BITS_A_STEP, toilOf, turnsPerMicrosecond } from './toil.js';

let nonce = 1e6;

export async function latency({ quick }: Options): Promise<Row[]> {
  const rounds = quick ? 5 : 60;
  return [
    ...(await aborts(rounds)),
    ...(await deadlines(rounds)),
    await ownSlice(quick),
    await forcedEnds(quick ? 3 : 20),
  ];
}

/** How late a timer is while the session works, as the answer would be at best. */
async function timerLateness(milliseconds: number): Promise<number> {
  const start = performance.now();
  await wait(milliseconds);
  return performance.now() - start - milliseconds;
}

async function aborts(rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, session] of kinds()) {
    const settled: number[] = [];
    const control: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const controller = new AbortController();
      const running = refined(endless, { nonce: ++nonce }).refine(
        { bits: 1e6 },
        { session, signal: controller.signal },
      );
      // Aborted in mid-step, at a moment that differs from round to round.
      control.push(await timerLateness(5 + (round % 7)));
      const start = performance.now();
      controller.abort();
      await running;
      settled.push(performance.now() - start);
    }
    await session.close();
    const value = quantile(settled, 0.95) - Math.max(0, quantile(control, 0.95));
    rows.push({
      bench: 'execution',
      case: name,
      metric: 'abort_settle_ms_p95_over_control',
      value,
      bar: 5,
    });
  }
  return rows;
}

async function deadlines(rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, session] of kinds()) {
    const late: number[] = [];
    const control: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const timeout = 20 + (round % 7);
      control.push(await timerLateness(timeout));
      const start = performance.now();
      await refined(endless, { nonce: ++nonce }).refine({ bits: 1e6 }, { session, timeout });
      late.push(performance.now() - start - timeout);
    }
    await session.close();
    const value = quantile(late, 0.95) - quantile(control, 0.95);
    rows.push({
      bench: 'execution',
      case: name,
      metric: 'deadline_late_ms_p95_over_control',
      value,
      bar: 5,
    });
  }
  return rows;
}

function kinds(): [string, Session][] {
  return [
    ['inline', createSession()],
    ['thread', createSession({ workers: 1, placement: 'thread' })],
  ];
}

/** The longest that the calling thread computes between two turns of the event loop. */
async function ownSlice(quick: boolean): Promise<Row> {
  const turnsAMicrosecond = turnsPerMicrosecond();
  const session = createSession({ workers: 2 });
  await session.start();
  let longest = 0;
  let watching = true;
  let last = clock();
  const beat = (): void => {
    const now = clock();
    longest = Math.max(longest, now - last);
    last = now;
    if (watching) setImmediate(beat);
  };
  setImmediate(beat);
  for (let round = 0; round < (quick ? 1 : 8); round++) {
    // Steps of all sizes, twenty milliseconds the longest, for several roots at once.
    const roots = [1, 10, 100, 1000, 5000, 20_000].map((microseconds) => {
      const turns = Math.round(microseconds * turnsAMicrosecond);
      const leaves = Array.from({ length: 6 }, () =>
        refined(toilOf(microseconds), { turns, nonce: ++nonce }),
      );
      return leaves.reduce((a, b) => a.add(b));
    });
    await Promise.all(roots.map((root) => root.refine({ bits: 3 * BITS_A_STEP - 4 }, { session })));
  }
  watching = false;
  await session.close();
  const name = 'two workers, steps up to 20 ms';
  return { bench: 'execution', case: name, metric: 'own_slice_ms_max', value: longest, bar: 8 };
}

/** Time that this thread has had: what others took from it does not count as held by us. */
function clock(): number {
  return threadTime() ?? performance.now();
}

/** From the end of the grace to the end of a worker whose step hears nothing. */
async function forcedEnds(rounds: number): Promise<Row> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const context = new ThreadContext();
    await new Promise<void>((resolve) => {
      void context.execute(deafLease(), () => {
        resolve();
      });
    });
    // In the midst of a multiplication of numbers of ten million bits.
    await wait(20 + (round % 5));
    const start = performance.now();
    await context.terminate('the grace is over');
    times.push(performance.now() - start);
  }
  const value = quantile(times, 0.95);
  return {
    bench: 'execution',
    case: 'a huge multiplication',
    metric: 'forced_free_ms_p95',
    value,
    bar: 60,
  };
}
