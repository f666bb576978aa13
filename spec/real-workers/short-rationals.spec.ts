import { expect, test } from '@jest/globals';
import { compareSync, createSession, exp, ln, real } from 'pincer';

test('A function of a short rational has the same digits on this thread and on a worker, which is told the rational', async () => {
  await using session = createSession({ workers: 1, placement: 'thread' });
  for (const f of [exp, ln]) {
    const here = f(real('2/3')).refineSync({ digits: 5000 }, { session: createSession() });
    const there = await f(real('2/3')).refine({ digits: 5000 }, { session });
    expect(there.digits).toBe(here.digits);
    expect(there.status).toBe('met');
  }
});

test('Beside it lies the function of a long rational, which takes another way', () => {
  const beyond = exp(real('2/3').add(real(2).pow(-4000)));
  expect(compareSync(exp(real('2/3')), beyond).relation).toBe('less');
});
