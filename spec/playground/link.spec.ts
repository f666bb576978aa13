/** The fragment by which a page is shared. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '#spec/support/effort.js';
import {
  LONGEST_LINK,
  MOST_DIGITS,
  MOST_WORKERS,
  readLink,
  writeLink,
} from '../../playground/link.js';
import { PACES, POLICIES } from '../../playground/question.js';

const states = fc.record({
  text: fc.string({ maxLength: 60, unit: fc.constantFrom(...Array.from('sqrt(2)+π&=#%√½ \n')) }),
  digits: fc.integer({ min: 1, max: MOST_DIGITS }),
  workers: fc.integer({ min: 0, max: MOST_WORKERS }),
  pace: fc.constantFrom(...PACES),
  policy: fc.constantFrom(...POLICIES),
});

describe('a link', () => {
  it('says what the page shows, and nothing is lost', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(readLink(writeLink(state))).toEqual({ state, complaints: [] });
      }),
      { numRuns: runs(50) },
    );
  });

  it('is read without an error, however it was made, and no field is out of its range', () => {
    const fragments = fc.oneof(
      fc.string({ maxLength: 80 }),
      fc
        .array(fc.tuple(fc.constantFrom('v', 'e', 'd', 'w', 'p', 's', '__proto__'), fc.string()))
        .map((pairs) => `v=1&${pairs.map(([key, text]) => `${key}=${text}`).join('&')}`),
    );
    fc.assert(
      fc.property(fragments, (fragment) => {
        const {
          digits = 1,
          workers = 0,
          pace = 'fast',
          policy = 'pull',
        } = readLink(`#${fragment}`).state;
        expect(digits).toBeGreaterThanOrEqual(1);
        expect(digits).toBeLessThanOrEqual(MOST_DIGITS);
        expect(workers).toBeGreaterThanOrEqual(0);
        expect(workers).toBeLessThanOrEqual(MOST_WORKERS);
        expect(PACES).toContain(pace);
        expect(POLICIES).toContain(policy);
      }),
      { numRuns: runs(200) },
    );
  });

  it.each([
    ['that was cut off within an escape', '#v=1&d=30&e=sqrt(2)%E2%8', { digits: 30 }],
    ['with digits out of range', '#v=1&d=1000000&e=pi', { text: 'pi' }],
    ['with digits that are no number', '#v=1&d=1e3&e=pi', { text: 'pi' }],
    ['with a field that is not on the list', '#v=1&onload=alert(1)&e=pi', { text: 'pi' }],
    ['with a scheduler of its own', '#v=1&s=constructor&e=pi', { text: 'pi' }],
    ['with control characters', '#v=1&e=pi%00%1b', {}],
    ['with marks of direction', '#v=1&e=pi%E2%80%AE', {}],
    ['of another version', '#v=2&e=pi', {}],
    ['without a version', '#e=pi', {}],
    ['that is too long', `#v=1&e=${'1'.repeat(LONGEST_LINK)}`, {}],
    ['of a text that is too long', `#v=1&d=7&e=${'1'.repeat(2001)}`, { digits: 7 }],
  ])('%s says so, and the rest of it holds', (_name, fragment, state) => {
    const link = readLink(fragment);
    expect(link.state).toEqual(state);
    expect(link.complaints.length).toBeGreaterThan(0);
  });
});
