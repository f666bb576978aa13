import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  distanceTo,
  exactAnswer,
  exactDyadic,
  exactEnds,
  toDyadic,
} from '#lib/coordinator/goals/exact-answer.js';
import { equals } from '#lib/exact/dyadic.js';
import { ratCompare, ratFromDyadic, ratSubtract, rational } from '#lib/exact/rational.js';
import type { Rational } from '#lib/exact/rational.js';
import { dyadics, rationals } from '#spec/exact/arbitraries.js';
import { Questions, read } from '#spec/support/identity/question.js';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';

const powerOfTwo = (e: number): Rational =>
  e < 0 ? rational(1n, 1n << BigInt(-e)) : rational(1n << BigInt(e));

const times = (r: Rational, n: bigint): Rational => rational(r.n * n, r.d);

describe('an exact answer', () => {
  it('is a distance from any other number: a lower bound, of an eighth of it and more', () => {
    fc.assert(
      fc.property(rationals, dyadics, (value, at) => {
        const world = new World();
        const answer = exactAnswer(world.graph, world.node('rational', [], value), at);
        const difference = ratSubtract(value, ratFromDyadic(at));
        if (difference.n === 0n) {
          expect(answer).toEqual({ kind: 'is', value: at });
          return;
        }
        if (answer.kind !== 'apart') throw new Error('the values differ');
        expect(answer.distance).toBe(distanceTo(value, at));
        const distance = difference.n < 0n ? times(difference, -1n) : difference;
        const bound = powerOfTwo(answer.distance);
        expect(ratCompare(bound, distance)).toBeLessThanOrEqual(0);
        expect(ratCompare(distance, times(bound, 8n))).toBeLessThan(0);
      }),
      { numRuns: runs(200) },
    );
  });

  it('of a range is open inside it, and a distance from either side', () => {
    const questions = new Questions();
    const node = questions.nodeOf(read('[2, 4] / 3'));
    const at = (m: bigint): unknown => exactAnswer(questions.world.graph, node, { m, e: 0 });
    expect(at(1n)).toEqual({ kind: 'open' });
    // 2/3 from 0 and from 2.
    expect([at(0n), at(2n)]).toEqual(Array(2).fill({ kind: 'apart', distance: -2 }));
    const { graph } = questions.world;
    expect(exactEnds(graph, node)).toEqual({ lo: rational(2n, 3n), hi: rational(4n, 3n) });
    expect(exactDyadic(graph, node)).toBeUndefined();
    expect(exactDyadic(graph, questions.nodeOf(read('(1/3 + 1/6) / 2')))).toEqual({ m: 1n, e: -2 });
  });

  it('is open of what is not rational', () => {
    const questions = new Questions();
    const { graph } = questions.world;
    const node = questions.nodeOf(read('sqrt(2)'));
    expect(exactAnswer(graph, node, { m: 1n, e: 0 })).toEqual({ kind: 'open' });
    expect([exactDyadic(graph, node), exactEnds(graph, node)]).toEqual([undefined, undefined]);
  });
});

describe('a fraction', () => {
  it('is a dyadic number where its reduced denominator is a power of two, and no other', () => {
    const factors = fc.bigInt({ min: 1n, max: 99n });
    fc.assert(
      fc.property(rationals, factors, fc.nat(99), dyadics, (r, factor, twos, known) => {
        const isDyadic = (r.d & (r.d - 1n)) === 0n;
        const scaled = { n: r.n * factor, d: r.d * factor };
        const found = toDyadic(scaled);
        expect(found !== undefined).toBe(isDyadic);
        if (found !== undefined) expect(ratCompare(ratFromDyadic(found), r)).toBe(0);
        const { n, d } = ratFromDyadic(known);
        const again = toDyadic({
          n: (n * factor) << BigInt(twos),
          d: (d * factor) << BigInt(twos),
        });
        expect(equals(again!, known)).toBe(true);
      }),
      { numRuns: runs(200) },
    );
  });
});
