import { describe, expect, test } from '@jest/globals';

import { ProgressLine, progressText } from '#lib/cli/writing/progress.js';
import type { Progress } from '#lib/real/index.js';

import { Page } from '../console.js';

const at = (width: number, mignitude: number, more: Partial<Progress> = {}): Progress => ({
  ...{ width, mignitude, digits: 0, share: 0, secondsLeft: undefined },
  ...more,
});

describe('the progress text', () => {
  test.each([
    [{ digits: 2000 }, 4000, '1,204 of 2,000 digits'],
    [{ decimals: 100 }, 100, '30 of 100 decimals'],
    [{ bits: 64 }, 10, '10 of 64 bits'],
    [{ eps: '1e-20' }, 10, '3 of 20 decimals'],
    [{ rel: '1e-1000' }, 10, '3 of 1,000 digits'],
    [{ digits: 5 }, 1000, '5 of 5 digits'],
    [{ digits: 5 }, -Infinity, '0 of 5 digits'],
    [{ digits: 5 }, -3, '0 of 5 digits'],
  ])('for %j and a value near 1 known to %d bits is %s', (goal, bits, text) => {
    expect(progressText(goal, at(-bits, 0))).toBe(text);
  });

  test('of a comparison tells how near the values are known to be', () => {
    const text = (width: number): string => progressText({ sign: true }, at(width, -Infinity));
    expect(text(-40)).toBe('no sign yet, the bounds are 10^-12 apart');
    expect(text(Infinity)).toBe('no sign yet, and no bounds');
  });

  test.each([
    [0, undefined, ''],
    [0.419, undefined, ', 41 %'],
    [0.41, [2.5, 3.6], ', 41 %, about 3 s left'],
    [0.05, [2, 70], ', 5 %, 2 to 70 s left'],
    [0.95, [0.01, 0.02], ', 95 %, about 1 s left'],
    [0.5, [100, 290], ', 50 %, about 3 min left'],
    [0.5, [7000, 9000], ', 50 %, about 2 h left'],
    [1, [0, 0], ', 100 %'],
  ] as const)('with a share of %d and %j seconds left ends in "%s"', (share, secondsLeft, text) => {
    const progress = at(-42_521, 0, { share, secondsLeft });
    expect(progressText({ digits: 1_000_000 }, progress)).toBe(`12,800 of 1,000,000 digits${text}`);
  });

  test('proves no digits while zero is inside', () => {
    expect(progressText({ digits: 5 }, at(-40, -Infinity))).toBe('0 of 5 digits');
    expect(progressText({ digits: 5 }, at(Infinity, Infinity))).toContain('0 of');
  });
});

describe('the progress line', () => {
  const near = (): string => '12 of 50 digits';

  test('is redrawn ten times a second at most, and first after a tenth', () => {
    const page = new Page(true);
    let now = 1000;
    const line = new ProgressLine(page, true, () => now);
    line.show(near);
    expect(page.writes).toHaveLength(0);
    for (now = 1100; now < 1300; now += 10) line.show(near);
    expect(page.writes).toHaveLength(2);
  });

  test('leaves nothing behind', () => {
    const page = new Page(true);
    let now = 0;
    const line = new ProgressLine(page, true, () => now);
    line.erase();
    expect(page.text).toBe('');
    now = 200;
    line.show(near);
    line.erase();
    line.erase();
    expect(page.text).toBe('\r\u001b[K12 of 50 digits\r\u001b[K');
  });

  test('elsewhere is a line a second', () => {
    const page = new Page(false);
    let now = 0;
    const line = new ProgressLine(page, false, () => now);
    for (now = 0; now <= 2500; now += 100) line.show(near);
    line.erase();
    expect(page.writes).toEqual(Array.from({ length: 3 }, () => '12 of 50 digits\n'));
  });
});
