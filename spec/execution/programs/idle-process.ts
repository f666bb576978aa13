/** Prints how its lease settled, then leaves an idle process behind. */
import { ProcessContext } from '#lib/execution/contexts/process.js';
import { leaseOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';

const context = new ProcessContext();
void context.execute(leaseOf(halving, { bits: 3 })).settled.then(({ kind }) => {
  process.stdout.write(`${kind}\n`);
});
process.once('beforeExit', () => {
  process.stdout.write(`${context.alive && context.stats().inFlight === 0 ? 'idle' : 'busy'}\n`);
});
