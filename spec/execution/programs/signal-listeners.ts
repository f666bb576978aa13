/** Prints whether the listeners for signals are what they were before a thread was started. */
import { ThreadContext } from '#lib/execution/contexts/thread.js';
import { leaseOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';

const signals = ['SIGINT', 'SIGTERM'] as const;
process.on('SIGINT', () => undefined);
const before = signals.map((signal) => process.rawListeners(signal));
const context = new ThreadContext();
const { kind } = await context.execute(leaseOf(halving, { bits: 3 })).settled;
process.stdout.write(`${kind}\n`);
const same = signals.every((signal, index) => {
  const now = process.rawListeners(signal);
  return now.length === before[index]?.length && now.every((one) => before[index]?.includes(one));
});
process.stdout.write(`${same ? 'untouched' : 'changed'}\n`);
await context.terminate('done');
process.removeAllListeners('SIGINT');
