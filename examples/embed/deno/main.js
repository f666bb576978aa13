/** Digits on the calling thread, and on a worker where there is one. */
import { createSession, pi, sqrt } from 'pincer';

const value = sqrt(2).add(pi);
console.log(value.refineSync({ digits: 20 }).digits);

const session = createSession({ workers: 1, placement: 'thread' });
const { digits } = await value.refine({ digits: 40 }, { session });
console.log(digits, session.contexts.map(({ kind }) => kind).join(' ') || 'inline');
await session.close();
