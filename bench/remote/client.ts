/** A client in a process of its own, which leases steps again and again until it is killed. Says `ready`. */
import { BullContext } from 'pincer/bullmq';
import type { BullOptions } from 'pincer/bullmq';
import { createSession, sin, sqrt } from 'pincer';

const { key, ...options } = JSON.parse(process.argv[2]!) as Omit<BullOptions, 'key'> & {
  readonly key: string;
};
const context = new BullContext({ ...options, key: Buffer.from(key), onWarning: () => undefined });
await context.ready();
process.stdout.write('ready\n');
const session = createSession({ placement: context });
// It goes on until it is killed.
for (let n = 2; ; n++) await sin(sqrt(n)).refine({ digits: 20_000 }, { session });
