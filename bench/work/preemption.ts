/** How soon a request of high priority has a worker, where low ones to many digits hold every one. */
import { setTimeout as wait } from 'node:timers/promises';
import { createSession } from 'pincer';
import type { Row } from '../harness/bench.js';
import { quantile } from '../harness/statistics.js';
import { valueOf } from './values.js';

const WORKERS = 2;

/** Leases have grace for 100 ms. After this time none of the low ones has any left. */
const PAST_GRACE_MILLISECONDS = 160;

export async function preemption(quick: boolean, end: number): Promise<Row> {
  const rounds = quick ? 1 : 20;
  const digits = quick ? 20_000 : 100_000;
  await using session = createSession({ workers: WORKERS });
  await session.start();
  const row = { bench: 'work', case: 'exp behind exp(sin)', metric: 'preempt_start_ms' } as const;
  const waits: number[] = [];
  for (let round = 0; round < rounds && performance.now() < end; round++) {
    const controller = new AbortController();
    const { signal } = controller;
    const first = 2e6 + 100 * round;
    const low = Array.from({ length: 3 * WORKERS }, (_, k) =>
      valueOf('exp(sin(x))', first + k).refine({ digits }, { session, class: 'low', signal }),
    );
    await wait(PAST_GRACE_MILLISECONDS);
    let high = -1;
    let admitted = 0;
    let started = 0;
    const ended = session.observe((event) => {
      if (event.type === 'lease-issued' && event.operation === high && event.slot > 0)
        started ||= event.nanoseconds;
    });
    const onAdmitted = (id: number): void => {
      high = id;
      admitted = session.clock.nanoseconds();
    };
    await valueOf('all functions', 8 * (first + 50)).refine(
      { digits: digits / 5 },
      { session, class: 'structural', onAdmitted },
    );
    ended();
    controller.abort();
    await Promise.all(low);
    if (started > 0) waits.push((started - admitted) / 1e6);
  }
  if (waits.length === 0) return { ...row, value: null, unmeasured: 'no time was left' };
  return { ...row, value: quantile(waits, 0.95), ...(quick ? {} : { bar: 60 }) };
}
