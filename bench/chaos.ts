/**
 * A fleet in which everything dies: one run of values through workers that are killed, beside clients that are killed,
 * over a Redis that is killed and started again, the last time without its log. Locks of 1 s, looks of 0.3 s.
 *
 * `wrong`: answers that are not those of this thread.
 * `lost`: operations of the client that lives which end neither met nor as they were aborted, or not at all.
 * `leaked`: keys, threads and sockets that are there 10 s after the client has ended, and processes after the workers have.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createSession, sin, sqrt } from 'pincer';
import type { Real, Session } from 'pincer';
import { refined } from 'pincer/refiner';
import { hasRedis } from '#spec/support/redis.js';
import type { Options, Row } from './harness/bench.js';
import { activeHandles, childProcesses, handlesBeyond } from './harness/leaks.js';
import { Random } from './harness/random.js';
import { BenchFleet } from './remote/fleet.js';
import { rooting } from './remote/loads.js';

export const name = 'chaos';

const WHOLE = { leases: 3000, kills: 40, clients: 5, restarts: 3 };
const QUICK = { leases: 60, kills: 2, clients: 1, restarts: 1 };

/** An operation that takes longer is lost. */
const PATIENCE = 120_000;
const LANES = 8;
const WORKERS = 3;
/** What BullMQ keeps of a queue. */
const KEPT = /^pincer:1:default:(meta|events|id|stalled-check|marker)$/;

interface Counts {
  readonly values: number;
  readonly aborted: number;
  readonly wrong: number;
  readonly lost: number;
}

export async function run({ seed, quick }: Options): Promise<readonly Row[]> {
  const of = `seed ${String(seed)}`;
  const row = (metric: string, value: number, bar?: number, sense?: '>='): Row => ({
    ...{ bench: name, case: of, metric, value },
    ...(bar === undefined ? {} : { bar }),
    ...(sense === undefined ? {} : { sense }),
  });
  if (!hasRedis)
    return [
      { bench: name, case: of, metric: 'all', value: null, unmeasured: 'there is no redis-server' },
    ];
  const wanted = quick ? QUICK : WHOLE;
  const start = performance.now();
  const random = new Random(seed);
  const handles = activeHandles();
  const children = childProcesses() ?? 0;
  const done = { leases: 0, kills: 0, clients: 0, restarts: 0 };
  const counts = { values: 0, aborted: 0, wrong: 0, lost: 0 };
  const log = ['--appendonly', 'yes', '--appendfsync', 'always'];
  const fleet = await new BenchFleet(log, 300).start();
  let leaked: number;
  try {
    const workers = await Promise.all(Array.from({ length: WORKERS }, () => workerOf(fleet)));
    let client = await fleet.clientChild();
    const context = await fleet.client(WORKERS);
    const session = createSession({ placement: context, seed });
    const isOver = (): boolean => {
      done.leases = context.stats().started;
      return Object.entries(wanted).every(
        ([what, count]) => done[what as keyof typeof done] >= count,
      );
    };
    const lanes = Array.from({ length: LANES }, async (_, lane) => {
      const own = random.fork(lane);
      // Each turn is one value, which its patience bounds.
      while (!isOver()) await compute(session, own, counts);
    });
    const deaths = async (): Promise<void> => {
      while (!isOver()) {
        await pause(random.between(500, 2500));
        const index = random.integer(0, WORKERS - 1);
        await fleet.kill(workers[index]!);
        workers[index] = await workerOf(fleet);
        done.kills++;
        if (done.kills % 8 === 0 || (quick && done.clients === 0)) {
          await fleet.kill(client);
          client = await fleet.clientChild();
          done.clients++;
        }
        if (done.kills % 12 === 0 || (quick && done.restarts === 0)) {
          await fleet.redis.kill();
          done.restarts++;
          if (done.restarts % 3 === 0)
            rmSync(join(fleet.redis.folder, 'appendonlydir'), { recursive: true });
          await fleet.redis.start();
        }
      }
    };
    await Promise.all([...lanes, deaths()]);
    await session.close();
    await context.terminate('the run is over');
    await fleet.kill(client);
    await pause(10_000);
    const redis = fleet.redis.client();
    // The heartbeats of workers that live are to be there.
    const beats = 'pincer-workers:default';
    const left = (await redis.keys('*')).filter((key) => !KEPT.test(key) && key !== beats);
    for (const key of left) console.error(`left: ${key}`);
    leaked = left.length + Math.max(0, (await redis.hlen(beats)) - WORKERS);
    redis.disconnect();
    await Promise.all(workers.map((worker) => fleet.drain(worker)));
  } finally {
    await fleet[Symbol.asyncDispose]();
  }
  // Handles that have been closed leave the event loop's list in its next turns.
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
  leaked += handlesBeyond(handles) + Math.max(0, (childProcesses() ?? 0) - children);
  return [
    ...Object.entries(wanted).map(([what, count]) =>
      row(what, done[what as keyof typeof done], count, '>='),
    ),
    ...[row('values', counts.values), row('aborted', counts.aborted)],
    row('wrong', counts.wrong, 0),
    row('lost', counts.lost, 0),
    row('leaked', leaked, 0),
    row('seconds', (performance.now() - start) / 1000, 600),
  ];
}

function workerOf(fleet: BenchFleet): Promise<ChildProcess> {
  return fleet.worker({ lockMilliseconds: 1000 });
}

/** One value in the session and on this thread. */
async function compute(
  session: Session,
  random: Random,
  counts: { -readonly [Name in keyof Counts]: number },
): Promise<void> {
  const of = random.integer(2, 1_000_000);
  const isSlow = random.next() < 0.5;
  const digits = isSlow ? 100 : random.integer(500, 4000);
  const milliseconds = random.integer(5, 40);
  const real: Real = isSlow ? refined(rooting, { of, bits: 64, milliseconds }) : sin(sqrt(of));
  const right = isSlow ? sqrt(of) : sin(sqrt(of));
  const aborts = random.next() < 0.05;
  const patience = new AbortController();
  const timer = setTimeout(
    () => {
      patience.abort();
    },
    aborts ? random.between(0, 300) : PATIENCE,
  );
  const {
    status,
    reason,
    digits: found,
    error,
  } = await real.refine({ digits }, { session, signal: patience.signal });
  clearTimeout(timer);
  counts.values++;
  if (status === 'met') {
    if (found !== right.refineSync({ digits }).digits) counts.wrong++;
  } else if (aborts && reason === 'aborted') counts.aborted++;
  else {
    counts.lost++;
    console.error(`lost: ${status} ${String(reason)} ${String(error)}`);
  }
}
