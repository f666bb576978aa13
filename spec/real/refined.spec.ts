import { describe, expect, it } from '@jest/globals';
import { e, pi, refined, createSession, real } from '#lib/real/index.js';
import type { Real } from '#lib/real/index.js';
import { point } from '#lib/exact/enclosure/enclosure.js';
import { ContradictionError } from '#lib/exact/errors.js';
import { StepFailedError } from '#lib/coordinator/errors.js';
import { brokenRefinerLaws } from '#lib/testing/index.js';
import { defineFunction, enclosure } from '#lib/refiner.js';
import type { Enclosure, Plain, Refiner } from '#lib/refiner.js';
import { leaper, liar, plateau, stepper, thrower } from '#spec/support/refiners.js';
import { exactEnds, fraction, within } from './fractions.js';

/** A refiner as users write it: the zero of x^3 = x + 1 by halving [1, 2], 8 times a step. State: the lower end. */
const plastic: Refiner<null, { lower: bigint; bits: number }> = {
  name: 'plastic',
  version: 1,
  initial: () => ({ kind: 'narrow', lo: 1n, width: 1, exp: 0 }),
  start: () => ({ lower: 1n, bits: 0 }),
  step({ state, demand }) {
    let { lower, bits } = state;
    for (let i = 0; i < 8 && -bits > demand.width; i++) {
      bits++;
      const middle = 2n * lower + 1n;
      const one = 1n << BigInt(bits);
      lower = middle ** 3n <= (middle + one) * one * one ? middle : 2n * lower;
    }
    return {
      state: { lower, bits },
      bounds: { kind: 'narrow', lo: lower, width: 1, exp: -bits },
      bits,
    };
  },
};

/** Twice its input, with a step for each new bounds of it. */
const doubled: Refiner<null, null> = {
  name: 'doubled',
  version: 1,
  start: () => null,
  step({ inputs: [input = { kind: 'all' }] }) {
    const bounds: Enclosure =
      input.kind === 'narrow' ? { ...input, exp: input.exp + 1 } : { kind: 'all' };
    return { state: null, bounds, ownWidth: -Infinity };
  },
  sensitivity: () => 1,
};

const sevenths = { n: 22n, d: 7n };

describe('a refiner of one’s own', () => {
  it('is a Real like any other', () => {
    const x = refined(plastic, null);
    expect(x.refineSync({ digits: 30 }).digits).toBe('1.32471795724474602596090885448');
    expect(x.pow(3).subtract(x).refineSync({ decimals: 20 }).digits).toBe('1.00000000000000000000');
    expect(x.toNumber()).toBe(1.324717957244746);
  });

  it('is asked for no more than is needed, step by step', () => {
    const session = createSession();
    const first = refined(plastic, null).refineSync({ bits: 20 }, { session });
    const more = refined(plastic, null).refineSync({ bits: 60 }, { session });
    expect(first.bounds.widthLog2).toBeGreaterThan(-40);
    expect(more.statistics.steps).toBeLessThan(10);
  });

  it.each([
    ['steps of equal size', stepper, { ...sevenths, rate: 7 }],
    ['leaps', leaper, sevenths],
    ['plateaus', plateau, sevenths],
  ] as const)('may come by %s', (_, refiner, params) => {
    const x = refined(refiner as Refiner, params as unknown as Plain);
    const result = x.add(e).subtract(e).refineSync({ bits: 80 }, { session: createSession() });
    expect(result.status).toBe('met');
    expect(within(exactEnds(result), fraction(22, 7))).toBe(true);
  });

  it('may have inputs, whose bounds its steps see', () => {
    const tau = refined(doubled, null, [pi]);
    expect(tau.refineSync({ digits: 40 }).digits).toBe(
      pi.multiply(2).refineSync({ digits: 40 }).digits,
    );
    expect(refined(doubled, null, ['1/4']).refineSync({ digits: 3 }).digits).toBe('0.500');
  });

  it('is one node where name, version, parameters and inputs agree', () => {
    const session = createSession();
    const value = (n: bigint): number => {
      refined(leaper, { n, d: 3n }).refineSync({ bits: 10 }, { session });
      return session.stats().nodes;
    };
    expect([value(1n), value(1n), value(2n)]).toEqual([1, 1, 2]);
  });

  it('is replaced by another of its name and version that says so: new values have it, old ones keep the old one', () => {
    const session = createSession();
    const constant = (n: number, more: object) =>
      refined(
        {
          ...{ name: 'replaced', version: 1, start: () => null, ...more },
          step: () => ({ state: null, bounds: point({ m: BigInt(n), e: 0 }) }),
        },
        null,
      );
    const valueOf = (value: Real): string =>
      value.refineSync({ digits: 1 }, { session }).digits ?? '';
    const module = (query: string): URL => new URL(`file:///nowhere/replaced.js${query}`);
    const first = constant(1, { module: module('') });
    expect(valueOf(first)).toBe('1');
    expect(() => valueOf(constant(2, {}))).toThrow('another refiner is named replaced, version 1');
    expect(() => valueOf(constant(2, { module: new URL('file:///else/replaced.js') }))).toThrow(
      'another refiner is named replaced',
    );
    const reloaded = constant(3, { module: module('?t=17') });
    expect(valueOf(reloaded)).toBe('3');
    expect(valueOf(constant(4, { replace: true }))).toBe('4');
    expect([valueOf(first.add(0)), valueOf(first.add(reloaded))]).toEqual(['1', '4']);
    expect(session.stats().nodes).toBe(4);
    expect(() => valueOf(refined({ ...leaper, name: 'pi', replace: true }, sevenths))).toThrow(
      'another refiner is named pi, version 1',
    );
  });

  it('is replaced as a function of one’s own too', () => {
    const session = createSession();
    const times = (n: number, more: object) =>
      refined(
        defineFunction({
          ...{ name: 'replaced-function', version: 1, ...more },
          at: (x, width) => enclosure.multiply(point(x), enclosure.of(n), width),
          derivative: () => enclosure.of(n),
        }),
        null,
        [pi],
      );
    const valueOf = (value: Real): string =>
      value.refineSync({ decimals: 3 }, { session }).digits ?? '';
    expect(valueOf(times(1, {}))).toBe('3.142');
    expect(() => valueOf(times(2, {}))).toThrow('another refiner is named replaced-function');
    expect(valueOf(times(2, { replace: true }))).toBe('6.283');
  });

  it('is refused where another has its name and version: it would be given the other’s bounds', async () => {
    const session = createSession();
    const { name, ...rest } = leaper;
    refined(leaper, sevenths).refineSync({ bits: 60 }, { session });
    const twin = refined({ name, ...rest }, sevenths);
    expect(() => twin.refineSync({ bits: 60 }, { session })).toThrow(TypeError);
    await expect(twin.refine({ bits: 60 }, { session })).rejects.toThrow(
      'refined: another refiner is named leaper, version 1',
    );
    const nobody = refined({ ...rest, name: 'pi' }, sevenths);
    expect(() => nobody.refineSync({ bits: 60 }, { session })).toThrow(
      'another refiner is named pi, version 1',
    );
    expect(pi.refineSync({ digits: 30 }, { session }).digits).toBe(
      '3.14159265358979323846264338328',
    );
    expect(
      refined({ ...rest, name, version: 2 }, sevenths).refineSync({ bits: 60 }, { session }).status,
    ).toBe('met');
  });

  it('that throws fails the values that need it, with its error as the cause', () => {
    const x = refined(thrower, null).add(pi);
    const { status, error } = x.refineSync({ digits: 5 });
    expect(status).toBe('error');
    expect(error).toBeInstanceOf(StepFailedError);
    expect(error?.message).toContain('thrower');
    expect(error?.cause).toMatchObject({ message: 'no such luck' });
    expect(error?.path).toEqual(['add', 'thrower']);
  });

  it('that gives bounds that cannot hold is found out', () => {
    const { status, error } = refined(liar, { n: 1n, d: 3n }).refineSync({ digits: 5 });
    expect(status).toBe('error');
    expect(error).toBeInstanceOf(ContradictionError);
    expect(error?.node).toMatch(/^liar#/);
  });

  it('is checked by the laws of pincer/testing before it is used', () => {
    const run = { params: null, value: ['1.3247179572447460', '1.3247179572447461'] as const };
    expect(brokenRefinerLaws(plastic, run)).toEqual([]);
  });

  it('takes everything that real takes as inputs, and refuses the rest in its own name', () => {
    expect(() => refined(doubled, null, [NaN])).toThrow('refined: NaN');
    expect(refined(doubled, null, [real(2)]).refineSync({ bits: 5 }).status).toBe('met');
  });
});

describe('a refiner that refines while its node is made', () => {
  it('may refine the very terms that stand beside it', () => {
    const session = createSession({ workers: 0 });
    const shared = pi.multiply('1/3').add(e);
    const nested: Refiner<null, { lower: bigint; bits: number }> = {
      ...plastic,
      name: 'nested',
      initial: () => {
        shared.add(1).refineSync({ digits: 30 }, { session });
        return plastic.initial!(null);
      },
    };
    const value = shared.add(refined(nested, null)).add(shared.multiply(2));
    const { digits } = value.refineSync({ digits: 20 }, { session });
    const expected = shared.multiply(3).add(refined(plastic, null));
    expect(digits).toBe(expected.refineSync({ digits: 20 }).digits);
  });
});
