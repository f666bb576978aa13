import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodePlain, encodePlain, findUnplain, SerializationError } from '#lib/refiners/codec.js';
import type { Plain } from '#lib/refiners/refiner.js';
import { runs, size } from '#spec/support/effort.js';
import { plain } from '#spec/support/plain.js';

/** An array in an array, and so on. */
function nested(depth: number): Plain {
  let value: Plain = 7n;
  for (let level = 0; level < depth; level += 1)
    value = level % 2 === 0 ? [value] : { next: value };
  return value;
}

function refusal(value: unknown): SerializationError {
  try {
    encodePlain(value, 'state');
  } catch (error) {
    if (error instanceof SerializationError) return error;
  }
  throw new Error('encodePlain accepted what is not plain');
}

describe('the codec', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(plain, (value) => {
        // Jest's own equality stumbles over a field named `constructor` that holds NaN.
        expect(isDeepStrictEqual(decodePlain(encodePlain(value)), value)).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  it('writes JSON', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(() => JSON.parse(encodePlain(value)) as unknown).not.toThrow();
      }),
      { numRuns: runs(200) },
    );
    expect(encodePlain({ m: -31n, e: -0, list: [1.5, 'a', null] })).toBe(
      '{"m":{"$bigint":"-1f"},"e":{"$number":"-0"},"list":[1.5,"a",null]}',
    );
  });

  it('does not take a record for a tag', () => {
    const value = { $bigint: '1f', inner: { $number: 'NaN' }, $: { $$bigint: '2' } };
    expect(decodePlain(encodePlain(value))).toStrictEqual(value);
    expect(decodePlain(encodePlain({ $bigint: '1f' }))).toStrictEqual({ $bigint: '1f' });
  });

  it('keeps a field named __proto__ an ordinary field', () => {
    const value = JSON.parse('{"__proto__":{"a":1},"$x":2}') as Plain;
    const back = decodePlain(encodePlain(value)) as object;
    expect(Object.keys(back)).toEqual(['__proto__', '$x']);
    expect(Object.hasOwn(back, '__proto__')).toBe(true);
  });

  it('leaves out fields that are undefined', () => {
    expect(decodePlain(encodePlain({ a: undefined, b: 1 }))).toStrictEqual({ b: 1 });
  });

  it('goes a million levels deep', () => {
    const depth = size(1_000_000);
    let back = decodePlain(encodePlain(nested(depth)));
    for (let level = depth; level > 0; level -= 1) {
      back = Array.isArray(back) ? (back as Plain[])[0]! : (back as { next: Plain }).next;
    }
    expect(back).toBe(7n);
  });

  it('takes data of another realm and records without a prototype', () => {
    const bare = Object.assign(Object.create(null) as object, { a: [1n] });
    expect(decodePlain(encodePlain(structuredClone({ a: [1n] })))).toStrictEqual({ a: [1n] });
    expect(decodePlain(encodePlain(bare as Plain))).toStrictEqual({ a: [1n] });
  });

  it.each([
    ['a function', { rows: [1, { sum: () => 1 }] }, 'state.rows[1].sum', 'a function'],
    ['a symbol', { tag: Symbol('x') }, 'state.tag', 'a symbol'],
    ['undefined in an array', { rows: [1, undefined] }, 'state.rows[1]', 'undefined'],
    ['a hole in an array', { rows: new Array(2) }, 'state.rows[0]', 'undefined'],
    ['a Map', { 'odd key': new Map() }, 'state["odd key"]', 'an instance of Map'],
    ['a Date', [new Date(0)], 'state[0]', 'an instance of Date'],
    ['an instance of a class', { at: new (class Point {})() }, 'state.at', 'an instance of Point'],
    ['a symbol as a key', { at: { [Symbol('x')]: 1 } }, 'state.at', 'a record with a symbol'],
  ])('refuses %s and names its field', (_, value, field, what) => {
    const error = refusal(value);
    expect(error.field).toBe(field);
    expect(error.message).toContain(what);
    expect(findUnplain(value, 'state')?.field).toBe(field);
  });

  it('refuses a cycle, but not something shared', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = { back: [cycle] };
    expect(refusal(cycle)).toMatchObject({ field: 'state.self.back[0]' });
    const shared = [1n];
    expect(decodePlain(encodePlain([shared, shared]))).toStrictEqual([[1n], [1n]]);
  });

  it.each([
    ['not JSON', '{'],
    ['a bigint that is no number', '{"$bigint":"xyz"}'],
    ['a bigint that is no text', '{"$bigint":1}'],
    ['a number that nobody wrote', '{"$number":"1e"}'],
    ['a tag of somebody else', '{"$date":"2000"}'],
    ['a tag with company', '{"$bigint":"1","a":1}'],
  ])('refuses a text that holds %s', (_, text) => {
    expect(() => decodePlain(text)).toThrow(SerializationError);
  });
});
