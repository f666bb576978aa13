/** The fragment by which a page is shared. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '#spec/support/effort.js';
import {
  LONGEST_LINK,
  LONGEST_TEXT,
  MOST_DIGITS,
  MOST_WORKERS,
  readLink,
  writeLink,
} from '../../playground/link.js';
import type { Shared } from '../../playground/link.js';
import { PACES, POLICIES } from '../../playground/question.js';

/** Characters of one byte in a link, of more, and such that no link has. */
const PLAIN = Array.from('sqrt(2)+');
const WIDE = Array.from('π&=#%√½ \n');
const UNSEEN = ['\u200B', '\u202E', '\0', '\uD800', '\uDC00', '\u2028'];

/** Texts of every length that the field takes; in some, one character is not to be seen. */
const texts = fc
  .tuple(
    fc.integer({ min: 0, max: LONGEST_TEXT }),
    fc.array(fc.constantFrom(...PLAIN, ...WIDE), { minLength: 1, maxLength: 40 }),
    fc.option(fc.constantFrom(...UNSEEN)),
  )
  .map(([length, part, unseen]) => {
    const text = part
      .join('')
      .repeat(Math.ceil(length / part.length))
      .slice(0, length);
    return unseen === null ? text : `${text.slice(0, -1)}${unseen}`;
  });

const states = fc.record({
  text: texts,
  digits: fc.integer({ min: 1, max: MOST_DIGITS }),
  workers: fc.integer({ min: 0, max: MOST_WORKERS }),
  pace: fc.constantFrom(...PACES),
  policy: fc.constantFrom(...POLICIES),
});

/** Whether a link that says all of a state, written without care, would be refused or cannot be written. */
function isRefused({ text, digits, workers, pace, policy }: Shared): boolean {
  let encoded: string;
  try {
    encoded = encodeURIComponent(text);
  } catch {
    return true;
  }
  const others = `d=${String(digits)}&w=${String(workers)}&p=${pace}&s=${policy}`;
  return readLink(`#v=1&e=${encoded}&${others}`).complaints.length > 0;
}

describe('a link', () => {
  it('says what the page shows, and nothing is lost', () => {
    fc.assert(
      fc.property(states, (state) => {
        const link = writeLink(state);
        if (link !== undefined) expect(readLink(link)).toEqual({ state, complaints: [] });
        else expect(isRefused(state)).toBe(true);
      }),
      { numRuns: runs(200) },
    );
  });

  it.each([
    ['is too long once it is encoded', '√'.repeat(500)],
    ['has a character of no width', 'pi # \u200B'],
    ['has half of a character', 'pi # \uD800'],
    ['is longer than the field', '1'.repeat(LONGEST_TEXT + 1)],
  ])('is not made of a text that %s', (_name, text) => {
    const state = { text, digits: 20, workers: 1, pace: 'fast', policy: 'pull' } as const;
    expect(writeLink(state)).toBeUndefined();
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
