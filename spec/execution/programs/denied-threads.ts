/** Computes in a session whose workers cannot be started, and prints whether it came out. */
import { createSession, pi } from '#lib/index.js';

const worker = (): unknown => {
  throw new Error('none today');
};
await using session = createSession({ workers: 2, placement: 'thread', worker });
const { status } = await pi.exp().refine({ digits: 100 }, { session });
process.stdout.write(`${status}\n`);
