/** Equalities that are proven, and those that must not be: through the public functions alone. */
import { describe, expect, it } from '@jest/globals';
import { DivisionByZeroError, DomainError } from '#lib/exact/errors.js';
import {
  compare,
  compareSync,
  createSession,
  expression,
  pi,
  real,
  sortSync,
  source,
  sqrt,
  UndecidedError,
} from '#lib/index.js';
import type { Comparison, Real, Relation, Result } from '#lib/index.js';
import { refined } from '#lib/refiner.js';
import { pairs } from '#spec/support/identity/pairs.js';
import { UNPROVEN_ZERO } from '#spec/support/unproven.js';

const relations = { '=': 'equal', '<': 'less', '>': 'greater' } as const;

function compared(a: string, b: string, options = {}): Comparison {
  const session = createSession();
  return compareSync(expression(a), expression(b), { session, ...options });
}

function refine(text: string, goal: Parameters<Real['refineSync']>[0]): Result {
  return expression(text).refineSync(goal, { session: createSession() });
}

describe('a comparison', () => {
  it.each(pairs)('finds that $a $relation $b', ({ a, b, relation }) => {
    expect(compared(a, b).relation).toBe(relations[relation]);
  });

  it('says how it is proven', () => {
    expect(compared('pi', '22/7').proof).toEqual({ kind: 'bounds' });
    expect(compared('1/3 + 1/6', '0.5').proof).toEqual({ kind: 'bounds' });
    expect(compared('sin(1)', 'sin(1)').proof).toEqual({ kind: 'same' });
    expect(compared('sqrt(2)*sqrt(3)', 'sqrt(6)').proof).toEqual({ kind: 'form' });
    expect(compared('sqrt(5 + 2*sqrt(6))', 'sqrt(2) + sqrt(3)').proof).toEqual({
      kind: 'bound',
      bits: 19,
      degree: 8,
    });
    expect(compared('ln(2 + sqrt(3))', '-ln(2 - sqrt(3))').proof).toMatchObject({
      kind: 'product',
    });
    expect(
      compared('2', `2 + ${UNPROVEN_ZERO}`, { budget: { separationBits: 500 } }),
    ).toMatchObject({ relation: 'undecided', proof: null });
  });

  it('says the same of both orders, in promises too, and again when it is asked again', async () => {
    const session = createSession();
    const [a, b] = [expression('sqrt(2)*sqrt(3)'), expression('sqrt(6)')];
    for (let i = 0; i < 2; i++) {
      expect(compareSync(a, b, { session })).toMatchObject({
        relation: 'equal',
        proof: { kind: 'form' },
      });
      expect((await compare(b, a, { session })).relation).toBe('equal');
      expect([a.eq(b, { session }), a.lt(b, { session })]).toEqual([true, false]);
    }
    // One question for a - b, and one for b - a.
    expect(session.stats().identitySearches).toBe(2);
  });

  it('asks again of a node that was forgotten and made again, not of one that has got another number', () => {
    const session = createSession({ cache: { entries: 20 } });
    const ask = (): Relation =>
      compareSync(expression('cbrt(2)*cbrt(4) + pi'), pi.add(2), { session }).relation;
    expect(ask()).toBe('equal');
    for (let i = 2; i < 60; i++) sqrt(i).sin().refineSync({ digits: 30 }, { session });
    expect(ask()).toBe('equal');
    expect(session.stats().identitySearches).toBe(2);
  });
});

describe('a search', () => {
  it('asks before it ends, whatever was narrowed before it', () => {
    const session = createSession();
    for (const x of [pi, sqrt(2), sqrt(3), sqrt(6)]) x.refineSync({ bits: 40_000 }, { session });
    expect(pi.divide(2).tan().refineSync({ digits: 5 }, { session }).status).toBe('error');
    expect(compareSync(sqrt(2).multiply(sqrt(3)), sqrt(6), { session }).relation).toBe('equal');
  });
});

describe('a zero bound', () => {
  // Zero, or at least 2^-684 from it.
  const heptadecagon =
    '-1+sqrt(17)+sqrt(34-2*sqrt(17))+2*sqrt(17+3*sqrt(17)-sqrt(34-2*sqrt(17))-2*sqrt(34+2*sqrt(17)))';

  it('ends the search where it is reached, and not before', () => {
    expect(compared('16*cos(2*pi/17)', heptadecagon)).toMatchObject({
      relation: 'equal',
      proof: { kind: 'bound', bits: 684, degree: 128 },
    });
    for (const [tiny, relation] of [
      ['10^-100', 'greater'],
      ['10^-400', 'greater'],
      ['-10^-900', 'less'],
    ] as const) {
      expect(compared(`16*cos(2*pi/17) + ${tiny}`, heptadecagon).relation).toBe(relation);
    }
  });

  it('goes beyond the bits that a search has by default, and never beyond those that it is given', () => {
    // 2^131070 apart or equal; the default is 2^15 bits.
    const nested = Array.from({ length: 6 }, () => 'sqrt(2+').join('') + 'sqrt(2)' + ')'.repeat(6);
    const cosine = '2*cos(pi/2^8)';
    expect(compared(nested, cosine)).toMatchObject({ relation: 'equal', proof: { kind: 'bound' } });
    const budget = { separationBits: 10_000 };
    expect(compared(nested, cosine, { budget })).toMatchObject({ relation: 'undecided' });
  });

  it('is that of the expression, not of one whose denominators are multiplied away', () => {
    // The difference is the numerator over a divisor of 2^-33: it is far larger than the numerator.
    const small = '(sqrt(2)-1.41421356237)';
    expect(compared(`(sqrt(5+2*sqrt(6))-sqrt(2)-sqrt(3)+10^-40)/${small}`, '0').relation).toBe(
      'greater',
    );
    expect(compared(`sqrt(5+2*sqrt(6))-sqrt(2)`, `sqrt(3)-10^-40*${small}`).relation).toBe(
      'greater',
    );
    expect(compared(`(sqrt(5+2*sqrt(6))-sqrt(2))/${small}`, `sqrt(3)/${small}`).relation).toBe(
      'equal',
    );
  });
});

describe('what follows from an equality', () => {
  it('are jumps', () => {
    for (const [text, value] of [
      ['floor(log(1000, 10))', '3'],
      ['ceil(log(8, 2))', '3'],
      ['round(sqrt(2)*sqrt(2)/4)', '1'],
      ['trunc(-log(8, 2))', '-3'],
      ['sign(sqrt(2)*sqrt(3) - sqrt(6))', '0'],
      ['mod(log(8, 2), 3)', '0'],
      ['mod(7*pi, pi)', '0'],
    ] as const) {
      expect(refine(text, { digits: 5 })).toMatchObject({
        status: 'met',
        rational: value,
        proof: { kind: 'form' },
      });
    }
  });

  it('are the digits and the sign of an exact zero', () => {
    for (const text of ['sin(pi)', 'ln(6) - ln(2) - ln(3)', 'sqrt(2)^2 - 2']) {
      expect(refine(text, { digits: 5 })).toMatchObject({ status: 'met', digits: '0' });
      expect(refine(text, { sign: true })).toMatchObject({ status: 'met', rational: '0' });
      expect(refine(text, { rel: 1e-9 })).toMatchObject({ status: 'met', rational: '0' });
    }
  });

  it('are the ends of domains', () => {
    expect(refine('sqrt(sin(pi))', { digits: 5 }).rational).toBe('0');
    expect(refine('acos(sqrt(2)*sqrt(3) - sqrt(6) + 1)', { digits: 5 }).rational).toBe('0');
    expect(refine('atan2(sin(pi), -1)', { digits: 5 }).digits).toBe('3.1416');
  });

  it('are errors, which name the place', () => {
    const failed = (text: string): unknown => refine(text, { digits: 5 }).error;
    for (const text of [
      '1/(sqrt(2)^2 - 2)',
      '0*(1/(sqrt(2)^2 - 2))',
      'sin(pi)^-2',
      'mod(1, sin(pi))',
    ])
      expect(failed(text)).toBeInstanceOf(DivisionByZeroError);
    for (const text of ['ln(sin(pi))', 'acosh(sin(pi))', 'tan(pi/2)', 'atan2(sin(pi), sin(2*pi))'])
      expect(failed(text)).toBeInstanceOf(DomainError);
    expect(failed('1 + tan(9*pi/2)')).toMatchObject({
      message: expect.stringMatching(/^tan#\d+: the argument is 9\/2 pi, a pole of the tangent$/),
      node: expect.stringMatching(/^tan#/),
      path: ['add', 'tan'],
    });
  });

  it('are ties of doubles and of decimals', () => {
    expect(expression('(1 + 2^-53)*sqrt(2)*sqrt(2)/2').toNumber()).toBe(1);
    expect(expression('(1 + 3*2^-53)*sqrt(2)*sqrt(2)/2').toNumber()).toBe(1 + 2 ** -51);
    expect(expression('(1 + 2^-53)*sqrt(2)*sqrt(2)/2 + 10^-900').toNumber()).toBe(1 + 2 ** -52);
    const largest = expression('(2^1024 - 2^970)*sqrt(2)*sqrt(2)/2');
    expect([largest.toNumber(), largest.negate().toNumber()]).toEqual([Infinity, -Infinity]);
    expect(expression('sqrt(2)*sqrt(2)/16').toFixed(2)).toBe('0.12');
    expect(expression('3*sqrt(2)*sqrt(2)/16').toFixed(2)).toBe('0.38');
    expect(() => expression(`(1 + 2^-53) + ${UNPROVEN_ZERO}`).toNumber()).toThrow(UndecidedError);
  });

  it('is the order of equal values', () => {
    const values = [sqrt(6), real(1), expression('sqrt(2)*sqrt(3)')];
    expect(sortSync(values)).toEqual([values[1], values[0], values[2]]);
  });
});

describe('an equality that is not there', () => {
  const within = { budget: { separationBits: 300 } };

  it('is not found between two data, two sources or two refiners, whatever they agree in', async () => {
    const [a, b] = [real.between('1.22', '1.24'), real.between('1.22', '1.24')];
    expect(compareSync(a, b, within).relation).toBe('undecided');
    expect(compareSync(a.pow(2), a.multiply(b), within).relation).toBe('undecided');
    const difference = refine('(1.23 +/- 0.01) - (1.23 +/- 0.01)', { eps: '0.04' });
    expect([difference.lower?.lte(-0.02), difference.upper?.gte(0.02)]).toEqual([true, true]);

    const answer = () => Promise.resolve({ lower: '1', upper: '2' });
    const [rate, other] = [source('rate', answer), source('rate', answer)];
    expect((await compare(rate, other, within)).relation).toBe('undecided');
    expect((await compare(rate, rate, within)).relation).toBe('equal');
  });

  it('is not found for a refiner that has the name of a function', () => {
    // Bounds of a third to as many bits as are asked for, whatever the input is.
    const sine = {
      name: 'sin',
      version: 99,
      start: () => null,
      step: ({ demand }: { demand: { width: number } }) => {
        const bits = demand.width === Infinity ? 8 : Math.max(8, Math.ceil(-demand.width));
        const lo = (1n << BigInt(bits)) / 3n;
        return { state: null, bounds: { kind: 'narrow', lo, width: 1, exp: -bits } as const };
      },
    };
    const mine = refined(sine, null, [pi]);
    expect(refine('sin(pi)', { sign: true }).rational).toBe('0');
    expect(compareSync(mine, 0, within).relation).toBe('greater');
    expect(compareSync(mine, '1/3', within).relation).toBe('undecided');
    expect(compareSync(mine.add(mine), mine.multiply(2), within).relation).toBe('equal');
  });

  it('is not found where it does not hold, however near both are', () => {
    for (const [a, b] of [
      ['sqrt((1 - sqrt(2))^2)', '1 - sqrt(2)'],
      ['ln((1 - pi)^2)', '2*ln(pi - 1) + 10^-300'],
      ['atan(2) + atan(3)', '-pi/4'],
      ['asin(sin(3))', '3'],
      ['sqrt(2)*sqrt(3)', 'sqrt(6) + 10^-2500'],
      ['cbrt(1 - sqrt(2))', 'cbrt(sqrt(2) - 1)'],
      ['(1 + 10^-1000)^pi', '1 + pi*10^-1000'],
    ] as const) {
      expect([a, compared(a, b).relation]).toEqual([a, expect.stringMatching(/^(less|greater)$/)]);
    }
  });

  it('does not hide what is not defined', () => {
    const [pole, outside, open] = ['1/(sqrt(2)^2 - 2)', 'ln(-pi)', `1/${UNPROVEN_ZERO}`];
    const itself = (text: string): Result =>
      expression(`x = ${text}; x - x`).refineSync(
        { sign: true },
        { ...within, session: createSession() },
      );
    expect(itself(pole).error).toBeInstanceOf(DivisionByZeroError);
    expect(itself(outside).error).toBeInstanceOf(DomainError);
    expect(itself(open)).toMatchObject({ status: 'undecided', proof: null });
    expect(() => compared(pole, pole)).toThrow(DivisionByZeroError);
    expect(compared(open, open, within).relation).toBe('undecided');
  });
});

describe('a plain evaluation', () => {
  it('asks for no proof', () => {
    const session = createSession();
    for (const text of [
      'sqrt(2) + pi',
      'sqrt(2)*sqrt(8)',
      'sin(1)^2 + cos(1)^2',
      'exp(pi*sqrt(163))',
      'tan(1.57)/ln(3)',
      'mod(17/3, sqrt(2))',
      'floor(exp(10))',
    ]) {
      for (const goal of [{ digits: 50 }, { bits: 300 }, { decimals: 10 }, { sign: true }] as const)
        expect(expression(text).refineSync(goal, { session }).status).toBe('met');
      expect(compareSync(expression(text), '1.5', { session }).relation).not.toBe('undecided');
      expression(text).toNumber();
    }
    expect(session.stats().identitySearches).toBe(0);
  });
});

describe('a remainder that a form proves to be zero', () => {
  it.each([
    ['mod(-3.5 + (exp(1) - e), -3.5) + ln2', '0.69314718055994530942'],
    ['mod(122/37 + (exp(1) - e), 122/37)*pi + sqrt(2)', '1.41421356237309504880'],
  ])('lets the rest of the value be narrowed: %s', (text, digits) => {
    const result = expression(text).refineSync({ decimals: 20 }, { session: createSession() });
    expect(result).toMatchObject({ status: 'met', digits, proof: { kind: 'form' } });
  });
});
