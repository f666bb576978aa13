import { describe, expect, it } from '@jest/globals';
import { ascending, createSession, e, OptionError, pi, real, refineAll, sqrt } from 'pincer';

describe('refineAll', () => {
  it('gives the results in the order of the values, and runs a shared step once', async () => {
    const session = createSession();
    const shared = sqrt(2).add(pi);
    const results = await refineAll(
      [shared, shared.multiply(2), shared.sin()],
      { digits: 100 },
      { session },
    );
    expect(results.map(({ status }) => status)).toEqual(['met', 'met', 'met']);
    // pi and the root, each with a first look and a leap, and the sine with its two.
    expect(session.stats().leases.committed).toBe(6);
  });

  it('takes a goal for each value, as many as there are', async () => {
    const [a, b] = await refineAll([pi, e], [{ digits: 20 }, { bits: 100 }]);
    expect(a?.digits).toBe('3.1415926535897932385');
    expect(b?.widthLog2).toBeLessThanOrEqual(-100);
    await expect(refineAll([pi, e], [{ digits: 20 }])).rejects.toThrow(OptionError);
  });

  it('brings a mathematical error back as the result of its value alone', async () => {
    const results = await refineAll([pi, sqrt(-1)], { digits: 20 });
    expect(results.map(({ status }) => status)).toEqual(['met', 'error']);
  });
});

describe('ascending', () => {
  it('is true or false as soon as it is proven, and undefined where it is not', async () => {
    expect(await ascending([e, 3, pi, '22/7'])).toBe(true);
    expect(await ascending([3, e, sqrt(2).power(2), 2])).toBe(false);
    expect(await ascending([1, 1])).toBe(false);
    const budget = { separationBits: 500 };
    expect(await ascending([1, sqrt(2).power(2), real(2)], { budget })).toBeUndefined();
    expect(await ascending([pi])).toBe(true);
  });
});
