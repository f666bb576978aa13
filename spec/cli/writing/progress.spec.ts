import { describe, expect, test } from '@jest/globals';

import { ProgressLine, progressText } from '#lib/cli/writing/progress.js';

import { Page } from '../console.js';

describe('the progress text', () => {
  test.each([
    [{ digits: 2000 }, 4000, '1,204 of 2,000 digits proven'],
    [{ decimals: 100 }, 100, '30 of 100 decimals proven'],
    [{ bits: 64 }, 10, '10 of 64 bits proven'],
    [{ eps: '1e-20' }, 10, '3 of 20 decimals proven'],
    [{ rel: '1e-1000' }, 10, '3 of 1,000 digits proven'],
    [{ digits: 5 }, 1000, '5 of 5 digits proven'],
    [{ digits: 5 }, -Infinity, '0 of 5 digits proven'],
    [{ digits: 5 }, -3, '0 of 5 digits proven'],
  ])('for %j and a value near 1 known to %d bits is %s', (goal, bits, text) => {
    expect(progressText(goal, { width: -bits, mignitude: 0 })).toBe(text);
  });

  test('of a comparison tells how near the values are known to be', () => {
    const text = (width: number): string =>
      progressText({ sign: true }, { width, mignitude: -Infinity });
    expect(text(-40)).toBe('no sign yet, the bounds are 10^-12 apart');
    expect(text(Infinity)).toBe('no sign yet, and no bounds');
  });

  test('proves no digits while zero is inside', () => {
    expect(progressText({ digits: 5 }, { width: -40, mignitude: -Infinity })).toBe(
      '0 of 5 digits proven',
    );
    expect(progressText({ digits: 5 }, { width: Infinity, mignitude: Infinity })).toContain('0 of');
  });
});

describe('the progress line', () => {
  const near = { width: -40, mignitude: 0 };

  test('is redrawn ten times a second at most, and first after a tenth', () => {
    const page = new Page(true);
    let now = 1000;
    const line = new ProgressLine(page, { digits: 50 }, true, () => now);
    line.show(near);
    expect(page.writes).toHaveLength(0);
    for (now = 1100; now < 1300; now += 10) line.show(near);
    expect(page.writes).toHaveLength(2);
  });

  test('leaves nothing behind', () => {
    const page = new Page(true);
    let now = 0;
    const line = new ProgressLine(page, { digits: 50 }, true, () => now);
    line.erase();
    expect(page.text).toBe('');
    now = 200;
    line.show(near);
    line.erase();
    line.erase();
    expect(page.text).toBe('\r\u001b[K12 of 50 digits proven\r\u001b[K');
  });

  test('elsewhere is a line a second', () => {
    const page = new Page(false);
    let now = 0;
    const line = new ProgressLine(page, { digits: 50 }, false, () => now);
    for (now = 0; now <= 2500; now += 100) line.show(near);
    line.erase();
    expect(page.writes).toEqual(Array.from({ length: 3 }, () => '12 of 50 digits proven\n'));
  });
});
