/** Prints how its lease settled, then leaves an idle pool behind. */
import { contextOpener } from '#lib/execution/contexts/context-opener.js';
import { ContextPool } from '#lib/execution/pool/pool.js';
import { leaseOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';

const open = contextOpener('thread');
const pool = new ContextPool({ open, maximum: 3, minimum: 1 });
const contexts = await Promise.all([pool.acquire(), pool.acquire()]);
const settlements = contexts.map(
  (context) => context.execute(leaseOf(halving, { bits: 3 })).settled,
);
const kinds = new Set((await Promise.all(settlements)).map(({ kind }) => kind));
process.stdout.write(`${[...kinds].join()}\n`);
for (const context of contexts) pool.release(context);
process.once('beforeExit', () => {
  process.stdout.write(`${pool.stats().idle === 2 ? 'idle' : 'busy'}\n`);
});
