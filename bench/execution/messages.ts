/** What a lease costs on its way, against plain workers that run the same steps. */
import { ThreadContext } from '#lib/execution/contexts/thread.js';
import type { Options, Row } from '../harness/bench.js';
import { median } from '../harness/statistics.js';
import { bareSpawn, rawWorker } from './controls.js';
import { timeLeases } from './leases.js';

const IN_FLIGHT = 8;
const QUANTUM = 8;

export async function messages({ quick }: Options): Promise<Row[]> {
  const rounds = quick ? 5 : 41;
  const count = quick ? 100 : 800;
  const context = new ThreadContext({ capacity: IN_FLIGHT });
  const bare = await bareSpawn();
  const raw = rawWorker();
  const ours = (inFlight: number, steps: number, leases = count): Promise<number> =>
    timeLeases((lease) => context.execute(lease).settled, leases, inFlight, steps);
  const rows: Row[] = [];
  try {
    for (const inFlight of [1, IN_FLIGHT]) {
      const ratios: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const mine = await ours(inFlight, 1);
        ratios.push(mine / (await timeLeases((lease) => bare.run(lease), count, inFlight, 1)));
      }
      rows.push(
        row(`${String(inFlight)} in flight`, 'thread_over_bare_spawn', median(ratios), 1.15),
      );
    }
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const mine = await ours(IN_FLIGHT, QUANTUM, count / QUANTUM);
      ratios.push(mine / (await timeLeases((lease) => raw.run(lease), count, IN_FLIGHT, 1)));
    }
    rows.push(row('8 in flight', 'quantum8_over_raw_workers', median(ratios), 1));
  } finally {
    await Promise.all([context.terminate('the bench is over'), bare.end(), raw.end()]);
  }
  return rows;
}

function row(name: string, metric: string, value: number, bar: number): Row {
  return { bench: 'execution', case: name, metric, value, bar };
}
