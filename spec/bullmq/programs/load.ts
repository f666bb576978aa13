/** A client in a process of its own that leases so many steps on a message, or computes a value; then says what it holds. */
import { createSession, exp, sin, sqrt } from 'pincer';
import { BullContext } from '#lib/bullmq/client/bull-context.js';
import type { BullOptions } from '#lib/bullmq/client/client-options.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { echoing } from '#spec/execution/refiners/misbehaving.js';
import { answerMessages } from './memory.js';

/** The bits of the number that goes with each lease and comes with its answer. */
const BITS = 64_000;

const { key, ...options } = JSON.parse(process.argv[2]!) as Omit<BullOptions, 'key'> & {
  readonly key: string;
};
const context = new BullContext({ ...options, key: Buffer.from(key) });
await context.ready();

async function lease(count: number): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left--;
      const state = 1n << BigInt(BITS);
      const { kind } = await context.execute({ ...leaseOf(echoing, null), state }).settled;
      if (kind !== 'result') throw new Error(`a lease ended as ${kind}`);
      await context.whenAvailable();
    }
  };
  await Promise.all(Array.from({ length: context.capacity }, lane));
}

answerMessages((message) => {
  if (typeof message === 'number') return lease(message);
  if (message !== 'digits') return undefined;
  const session = createSession({ placement: context });
  return exp(sin(sqrt(2)))
    .refine({ digits: 3000 }, { session })
    .then(({ status, digits }) => [status, digits]);
});
process.stdout.write('ready\n');
