/** Prints how a lease settles that fills the memory of a child process with huge numbers. */
import { ProcessContext } from '#lib/execution/contexts/process.js';
import { leaseOf } from '../lease-of.js';
import * as misbehaving from '../refiners/misbehaving.js';

const context = new ProcessContext({ maxOldGenerationSizeMb: 64 });
const { kind } = await context.execute(leaseOf(misbehaving.swelling, null)).settled;
process.stdout.write(`${kind}\n`);
