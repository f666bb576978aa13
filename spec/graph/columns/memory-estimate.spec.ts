import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesOfParameters, bytesOfValue } from '#lib/graph/columns/memory-estimate.js';

describe('the bytes of plain data', () => {
  it('of a text are two for each unit of its UTF-16, wherever it stands', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 50 }), fc.nat(100), (text, more) => {
        const longer = text + 'x'.repeat(more);
        expect(bytesOfValue(longer) - bytesOfValue(text)).toBe(2 * more);
        expect(bytesOfValue([longer]) - bytesOfValue([text])).toBe(2 * more);
        expect(bytesOfValue({ a: { b: longer } }) - bytesOfValue({ a: { b: text } })).toBe(
          2 * more,
        );
      }),
    );
  });

  it('of an integer grow by a word for every 64 bits', () => {
    for (const words of [1, 2, 100])
      expect(bytesOfValue([1n << BigInt(64 * words)]) - bytesOfValue([1n])).toBe(8 * words);
  });

  it('of numbers, truth values and null are the words that hold them', () => {
    expect(bytesOfValue([1.5, true, null])).toBe(bytesOfValue([]) + 24);
    expect(bytesOfValue({ a: 1.5, b: true, c: null })).toBe(bytesOfValue({}) + 24);
  });

  it('count a part each time that it is met', () => {
    const part = ['a text'];
    const alone = bytesOfValue([part]);
    expect(bytesOfValue([part, part]) - alone).toBe(alone - bytesOfValue([]));
  });

  it('of parameters are none for null, and the same whether they are frozen or not', () => {
    expect(bytesOfParameters(null)).toBe(0);
    const params = { n: 3n, name: 'a text' };
    const frozen = Object.freeze({ ...params });
    for (let i = 0; i < 2; i++) expect(bytesOfParameters(frozen)).toBe(bytesOfValue(params));
    expect(bytesOfParameters(params)).toBe(bytesOfValue(params));
  });
});
