/** A client in a process of its own: it leases steps that run for a minute, too long for their jobs, says `leased`, and waits
 * to be killed. */
import { BullContext } from '#lib/bullmq/client/bull-context.js';
import type { BullOptions } from '#lib/bullmq/client/client-options.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { patient } from '#spec/execution/refiners/misbehaving.js';

const { key, ...options } = JSON.parse(process.argv[2]!) as Omit<BullOptions, 'key'> & {
  readonly key: string;
};
const context = new BullContext({ ...options, key: Buffer.from(key) });
await context.ready();
const reported = new Promise<void>((resolve) => {
  for (let i = 0; i < context.capacity; i++)
    context.execute({ ...leaseOf(patient, null), state: 1n << 200_000n }, () => resolve());
});
await reported;
process.stdout.write('leased\n');
