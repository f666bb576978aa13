/** Prints the number of a child process that is in the middle of an endless step. */
import { ProcessContext } from '#lib/execution/contexts/process.js';
import { leaseOf } from '../lease-of.js';
import * as misbehaving from '../refiners/misbehaving.js';

const context = new ProcessContext();
context.execute(leaseOf(misbehaving.identified, null), (bounds) => {
  if (bounds.kind === 'narrow') process.stdout.write(`${bounds.lo.toString()}\n`);
});
