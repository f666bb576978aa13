/**
 * Execution: what a lease costs on its way, whether steps are placed where they pay, how soon callers
 * are answered, how near list scheduling comes to the best makespan, and the soak.
 *
 * Ratios are of rounds that alternate within one run, so that other work on the machine weighs on both
 * sides. What needs an idle machine says `unmeasured` on one that is not.
 */
import { latency } from './execution/latency.js';
import { messages } from './execution/messages.js';
import { sessions } from './execution/sessions.js';
import { simulated } from './execution/simulated.js';
import type { Options, Row } from './harness/bench.js';
import { soak } from './soak.js';

export const name = 'execution';

export async function run(options: Options): Promise<readonly Row[]> {
  return [
    ...(await messages(options)),
    ...(await sessions(options)),
    ...(await latency(options)),
    ...simulated(options),
    ...(await soaked(options)),
  ];
}

async function soaked({ seed, quick }: Options): Promise<Row[]> {
  const found = await soak({ steps: quick ? 200 : 3000, seed });
  const row = (metric: string, value: number, bar: number): Row => ({
    bench: name,
    case: `soak of ${String(found.steps)} steps`,
    metric,
    value,
    bar,
  });
  const { leakedProcesses } = found;
  return [
    { ...row('deaths', found.deaths, quick ? 1 : 100), sense: '>=' },
    row('wrong', found.wrong, 0),
    row('lost', found.lost, 0),
    row('leaked_handles', found.leakedHandles, 0),
    leakedProcesses === undefined
      ? {
          bench: name,
          case: 'soak',
          metric: 'leaked_processes',
          value: null,
          unmeasured: 'there is no /proc',
        }
      : row('leaked_processes', leakedProcesses, 0),
  ];
}
