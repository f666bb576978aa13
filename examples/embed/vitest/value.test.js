/** The same test for vitest. */
import { expect, test } from 'vitest';
import { createSession, pi, sqrt } from 'pincer';

const value = sqrt(2).add(pi);

test('digits on the calling thread', () => {
  expect(value.refineSync({ digits: 20 }).digits).toBe('4.5558062159628882873');
});

test('digits on a worker', async () => {
  const session = createSession({ workers: 1, placement: 'thread' });
  const { digits } = await value.refine({ digits: 30 }, { session });
  expect(digits).toBe('4.55580621596288828726433210749');
  expect(session.contexts.map(({ kind }) => kind)).toEqual(['thread']);
  await session.close();
});
