/**
 * A fleet over a queue on Redis, by a Unix socket, through session, codec, code and signature. Locks of 2 s, looks of 1 s.
 * The values of a session are met by one step each. Kills and stops are of leases that go straight to the context.
 *
 * `lease_round_trip_ms`: from the call to its result, one value at a time.
 * `leases_per_second`: with many in flight, by the size of the answers.
 * `work_over_ideal`: the time of the steps over the time that their seats were there for.
 * `kill_to_second_run_s`: from the kill of a worker in mid-step to the first word of the second run of its step, which
 * another worker takes, less lock and look.
 * `wrong_digits`: those of a fleet whose workers are killed in mid-value that differ from those of this thread.
 * `leases_lost`: those that ran on the workers when they were killed.
 * `seconds`: what the value takes.
 * `stop_to_free_ms`: from a stop to the settlement of a step that runs.
 */
import { createSession } from 'pincer';
import type { Session } from 'pincer';
import { ThreadContext } from 'pincer/execution';
import type { ExecutionContext } from 'pincer/execution';
import { refined } from 'pincer/refiner';
import { hasRedis } from '#spec/support/redis.js';
import type { Options, Row } from './harness/bench.js';
import { quantile } from './harness/statistics.js';
import { BenchFleet, CHECK, leaseOf, LOCK, started } from './remote/fleet.js';
import { answering, enduring, working } from './remote/loads.js';
import { shown } from './remote/shown.js';

export const name = 'remote';

const NOT_THERE = 'there is no redis-server';

/** What each part measures; each starts and ends its own workers. */
const PARTS: Readonly<Record<string, (fleet: BenchFleet, quick: boolean) => Promise<Row[]>>> = {
  latency: (fleet, quick) => roundTrips(fleet, quick ? 1 : 3, quick ? 20 : 500),
  rates: (fleet, quick) => rates(fleet, quick ? 1 : 3, quick ? 20 : 1000),
  efficiency,
  kills: (fleet, quick) => kills(fleet, quick ? 1 : 20),
  stops: (fleet, quick) => stops(fleet, quick ? 3 : 40),
  shown: (fleet, quick) => killed(fleet, quick ? 20_000 : 200_000),
};

export const parts = Object.keys(PARTS);

export async function run({ quick, part }: Options): Promise<readonly Row[]> {
  if (!hasRedis)
    return [{ bench: name, case: 'all', metric: 'all', value: null, unmeasured: NOT_THERE }];
  await using fleet = await new BenchFleet().start();
  const rows: Row[] = [];
  for (const [each, measure] of Object.entries(PARTS))
    if (part === undefined || part === each) rows.push(...(await measure(fleet, quick)));
  return rows;
}

function row(
  of: string,
  metric: string,
  value: number,
  bar: number,
  sense: '<=' | '>=' = '<=',
): Row {
  return { bench: name, case: of, metric, value, bar, sense };
}

async function roundTrips(fleet: BenchFleet, repeats: number, count: number): Promise<Row[]> {
  const worker = await fleet.worker();
  const context = await fleet.client(1);
  const best = { p50: Infinity, p95: Infinity };
  await using session = createSession({ placement: context });
  for (let repeat = 0; repeat < repeats; repeat++) {
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      await met(answering, 0, session);
      times.push(performance.now() - start);
    }
    best.p50 = Math.min(best.p50, quantile(times, 0.5));
    best.p95 = Math.min(best.p95, quantile(times, 0.95));
  }
  await context.terminate('measured');
  await fleet.kill(worker);
  return [
    row('empty answers, p50', 'lease_round_trip_ms', best.p50, 5),
    row('empty answers, p95', 'lease_round_trip_ms', best.p95, 15),
  ];
}

async function rates(fleet: BenchFleet, repeats: number, count: number): Promise<Row[]> {
  const worker = await fleet.worker({ seats: 2 });
  const context = await fleet.client(2, 50);
  const rate = async (bytes: number, leases: number, atOnce: number): Promise<number> => {
    let best = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const start = performance.now();
      await all(context, leases, atOnce, answering, bytes);
      best = Math.max(best, (1000 * leases) / (performance.now() - start));
    }
    return best;
  };
  const rows = [
    row('100 in flight', 'leases_per_second', await rate(0, count, 100), 400, '>='),
    row(
      '100 in flight, 20 kB answers',
      'leases_per_second',
      await rate(20_000, count, 100),
      300,
      '>=',
    ),
    row(
      '20 in flight, 1 MB answers',
      'leases_per_second',
      await rate(1_000_000, count / 5, 20),
      40,
      '>=',
    ),
  ];
  await context.terminate('measured');
  await fleet.kill(worker);
  return rows;
}

async function efficiency(fleet: BenchFleet, quick: boolean): Promise<Row[]> {
  const worker = await fleet.worker();
  const one = await fleet.client(1);
  const steps = quick ? 20 : 400;
  const start = performance.now();
  await all(one, steps, 20, working, 5);
  const short = (5 * steps) / (performance.now() - start);
  await one.terminate('measured');
  const other = await fleet.worker();
  const two = await fleet.client(2);
  const long = quick ? 50 : 1000;
  const timeOf = async (contexts: readonly ExecutionContext[]): Promise<number> => {
    const before = performance.now();
    const each = 12 / contexts.length;
    await Promise.all(
      contexts.map((context) => all(context, each, context.capacity, working, long)),
    );
    return performance.now() - before;
  };
  const fleetTime = await timeOf([two]);
  const threads = [new ThreadContext(), new ThreadContext()];
  await Promise.all(threads.map((thread) => thread.start()));
  const bareTime = await timeOf(threads);
  await Promise.all(threads.map((thread) => thread.terminate('measured')));
  await two.terminate('measured');
  await fleet.kill(worker);
  await fleet.kill(other);
  const of = 'a dozen steps of a second, two workers';
  const speedUp = (12 * long) / bareTime;
  return [
    row('5 ms steps, one worker', 'work_over_ideal', short, 0.6, '>='),
    speedUp < 1.6
      ? {
          bench: name,
          case: of,
          metric: 'work_over_ideal',
          value: null,
          unmeasured: `two bare threads reach ${speedUp.toFixed(2)}`,
        }
      : row(of, 'work_over_ideal', bareTime / fleetTime, 0.75, '>='),
  ];
}

async function kills(fleet: BenchFleet, count: number): Promise<Row[]> {
  let worst = -Infinity;
  for (let i = 0; i < count; i++) {
    const worker = await fleet.worker();
    const context = await fleet.client(1);
    const execution = await started(context, leaseOf(enduring, 0));
    // It is live before the first one dies, and has nothing to do.
    const other = await fleet.worker();
    while ((await context.ready()).seats < 2);
    const start = performance.now();
    await fleet.kill(worker);
    const { kind } = await execution.settled;
    if (kind !== 'lost') throw new Error(`a lease whose worker was killed ended as ${kind}`);
    const again = await started(context, leaseOf(enduring, 0));
    worst = Math.max(worst, performance.now() - start - LOCK - CHECK);
    again.stop();
    await again.settled;
    await context.terminate('measured');
    await fleet.kill(other);
  }
  return [
    row(`over lock and look, worst of ${String(count)}`, 'kill_to_second_run_s', worst / 1000, 1),
  ];
}

async function stops(fleet: BenchFleet, count: number): Promise<Row[]> {
  const worker = await fleet.worker();
  const context = await fleet.client(1);
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const execution = await started(context, leaseOf(enduring, 0));
    const start = performance.now();
    execution.stop();
    const { kind } = await execution.settled;
    if (kind !== 'stopped') throw new Error(`a lease that was stopped ended as ${kind}`);
    times.push(performance.now() - start);
  }
  await context.terminate('measured');
  await fleet.kill(worker);
  return [row('p95', 'stop_to_free_ms', quantile(times, 0.95), 100)];
}

async function killed(fleet: BenchFleet, digits: number): Promise<Row[]> {
  const { wrong, lost, seconds, inlineSeconds } = await shown(fleet.redis, digits);
  const of = `exp(sin(sqrt 2)) to ${String(digits)} digits, two workers killed, one started again`;
  const figure = (metric: string, value: number, where = of): Row => ({
    ...{ bench: name, case: where, metric, value },
  });
  return [
    row(of, 'wrong_digits', wrong, 0),
    row(of, 'leases_lost', lost, 1, '>='),
    figure('seconds', seconds),
    figure('seconds', inlineSeconds, `the same on this thread`),
  ];
}

/** Has so many values met through a session of their own, so many at once. */
async function all(
  placement: ExecutionContext,
  count: number,
  atOnce: number,
  load: typeof answering,
  amount: number,
): Promise<void> {
  await using session = createSession({ placement });
  let left = count;
  const one = async (): Promise<void> => {
    while (left > 0) {
      left--;
      await met(load, amount, session);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

let nonce = 0;

async function met(load: typeof answering, amount: number, session: Session): Promise<void> {
  const { status, error } = await refined(load, { amount, nonce: nonce++ }).refine(
    { bits: 0 },
    { session },
  );
  if (status !== 'met') throw new Error(`remote: a value ended as ${status}`, { cause: error });
}
