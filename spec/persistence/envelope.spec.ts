import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checksum } from '#lib/persistence/checksum.js';
import { open, seal } from '#lib/persistence/envelope.js';
import { SnapshotError } from '#lib/persistence/errors.js';
import { LIBRARY_VERSION, isLater } from '#lib/persistence/library.js';
import { shortBigints } from '#lib/persistence/short-bigints.js';
import { runs } from '#spec/support/effort.js';
import { projectFolder } from '#spec/support/child.js';

function refusal(text: string): SnapshotError {
  try {
    open(text);
  } catch (error) {
    if (error instanceof SnapshotError) return error;
    throw error;
  }
  throw new Error('it was opened');
}

const sealed = seal('{"a":[1,"é\u{1f600}"]}');

describe('an envelope', () => {
  it('is JSON in printable ASCII, and opens to its content', () => {
    expect(sealed).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(sealed)).toMatchObject({
      pincer: 'snapshot',
      format: 1,
      library: LIBRARY_VERSION,
      content: { a: [1, 'é\u{1f600}'] },
    });
    expect(JSON.parse(open(sealed))).toEqual({ a: [1, 'é\u{1f600}'] });
    expect(open(`${sealed}\n \n`)).toBe(open(sealed));
  });

  it('refuses another text as foreign, and names its first character', () => {
    for (const text of ['hello', '{}', '{"pincer":"recording","format":1}', '\0'])
      expect(refusal(text)).toMatchObject({ fault: 'foreign', place: 'character 1' });
  });

  it('refuses a later format before it looks at anything else', () => {
    const later = '{"pincer":"snapshot","format":2,"library":"0.1.0","anything":1}';
    expect(refusal(later)).toMatchObject({ fault: 'newer', place: 'format' });
  });

  it('refuses one that a later version of the library wrote', () => {
    const later = sealed.replace(`"library":"${LIBRARY_VERSION}"`, '"library":"999.0.0"');
    expect(refusal(later)).toMatchObject({ fault: 'newer', place: 'library' });
  });

  it('names the block that is damaged', () => {
    const long = seal(JSON.stringify('x'.repeat(3 * 2 ** 16)));
    const at = long.indexOf('xxx') + 2 ** 16 + 5;
    const { fault, place } = refusal(`${long.slice(0, at)}y${long.slice(at + 1)}`);
    const [, first, last] = /^characters (\d+) to (\d+)$/.exec(place) ?? [];
    expect(fault).toBe('damaged');
    expect(Number(last) - Number(first)).toBe(2 ** 16 - 1);
    expect(at).toBeGreaterThanOrEqual(Number(first) - 1);
    expect(at).toBeLessThan(Number(last));
  });

  it('says where a truncated text ends', () => {
    const { fault, message } = refusal(sealed.slice(0, -5));
    expect(fault).toBe('truncated');
    expect(message).toContain(`after ${String(sealed.length - 5)} characters`);
    expect(refusal('').fault).toBe('truncated');
  });
});

describe('the checksum', () => {
  it('is that of ISO 3309 for its check value', () => {
    expect(checksum('123456789')).toBe('cbf43926');
    expect(checksum('x123456789x', 1, 10)).toBe('cbf43926');
  });
});

describe('short bigints', () => {
  it('read what they write', () => {
    fc.assert(
      fc.property(fc.bigInt({ max: 2n ** 700n, min: -(2n ** 700n) }), (value) => {
        const text = shortBigints.write(value);
        if (text === undefined) expect(value > -(2n ** 128n) && value < 2n ** 128n).toBe(true);
        else expect(shortBigints.read(text)).toBe(value);
      }),
      { numRuns: runs(100) },
    );
  });

  it('read what they write, whatever the first digit is', () => {
    for (let digit = 0n; digit < 64n; digit++)
      for (const value of [
        (digit << 192n) | 1n,
        -(digit << 192n) - 1n,
        (digit << 198n) | (1n << 193n),
      ]) {
        const text = shortBigints.write(value);
        if (text !== undefined) expect(shortBigints.read(text)).toBe(value);
      }
  });

  it('take four characters for three bytes', () => {
    expect(shortBigints.write(2n ** 2400n - 1n)).toBe('/'.repeat(400));
  });

  it('refuse what is no number', () => {
    for (const text of ['', '-', 'A', 'AAA', 'A=', '--AA', 'AAé', 'AA\u{1f600}'])
      expect(shortBigints.read(text)).toBeUndefined();
  });
});

describe('the version of the library', () => {
  it('is that of the package', () => {
    const text = readFileSync(`${projectFolder}/package.json`, 'utf8');
    expect(LIBRARY_VERSION).toBe((JSON.parse(text) as { version: string }).version);
  });

  it('compares by its numbers', () => {
    expect(isLater(LIBRARY_VERSION)).toBe(false);
    expect(isLater('0.0.999')).toBe(false);
    expect(isLater('0.10.0')).toBe(true);
    expect(isLater('1.0')).toBeUndefined();
  });
});
