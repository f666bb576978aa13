import { describe, expect, it } from '@jest/globals';
import { createSession, exp, explainText, pi, real, sin, sqrt } from 'pincer';

describe('the account of a root', () => {
  it('shares the width out over the nodes that answer for it', () => {
    const session = createSession();
    const value = sin(sqrt(2).add(pi)).multiply(exp(3)).add('1/3');
    value.refineSync({ digits: 50 }, { session });
    const account = value.account({ digits: 50 }, { session });
    const shares = account.nodes.reduce((sum, { share }) => sum + share, 0);
    expect(shares).toBeCloseTo(1, 3);
    expect(account.limiting?.share).toBe(Math.max(...account.nodes.map(({ share }) => share)));
    expect(account.nodes.at(-1)?.sensitivity).toBe(0);
    const circle = account.nodes.find(({ name }) => name === 'pi')!;
    expect(circle.steps).toBe(2);
    expect(circle.bitsComputed).toBeLessThanOrEqual(circle.bitsNeeded + 32);
  });

  it('names the datum that limits a value, and reads as text', () => {
    const session = createSession();
    const value = real.between('1.22', '1.24').multiply(pi);
    value.refineSync({ digits: 9 }, { session });
    const text = explainText(value.account({ digits: 9 }, { session }));
    expect(text).toMatch(/^node +bounds +width +sensitivity +share/);
    expect(text).toMatch(/limited by datum#0, (100|99)\.\d% of the width$/);
  });
});
