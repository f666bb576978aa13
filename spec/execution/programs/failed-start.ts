/** Prints how a lease settles whose worker does not load; nothing keeps the program after that. */
import { Worker } from 'node:worker_threads';
import { ThreadContext } from '#lib/execution/contexts/thread.js';
import { leaseOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';

const context = new ThreadContext({
  worker: () => new Worker(new URL('./nowhere.js', import.meta.url)),
});
const { kind } = await context.execute(leaseOf(halving, { bits: 3 })).settled;
process.stdout.write(`${kind}\n`);
