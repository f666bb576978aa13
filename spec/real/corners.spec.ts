import { describe, expect, it } from '@jest/globals';
import {
  DivisionByZeroError,
  DomainError,
  expression,
  ExpressionSyntaxError,
  real,
} from '#lib/index.js';
import type { Goal, RefineOptions, Result } from '#lib/index.js';
import { exactEnds, fraction, within } from './fractions.js';
import { UNPROVEN_ZERO } from '#spec/support/unproven.js';

const BUDGET: RefineOptions = { budget: { separationBits: 500 } };

const refined = (text: string, goal: Goal = { digits: 30 }, options = BUDGET): Result =>
  expression(text).refineSync(goal, options);

const ZERO = UNPROVEN_ZERO;

function expectExactly(text: string, rational: string): void {
  expect(refined(text)).toMatchObject({ status: 'met', exact: true, rational });
}

function expectError(text: string, error: typeof DomainError, words = ''): void {
  const result = refined(text);
  expect(result.status).toBe('error');
  expect(result.error).toBeInstanceOf(error);
  expect(result.error?.message).toContain(words);
}

function expectUndecided(text: string, goal?: Goal): Result {
  const result = refined(text, goal);
  expect(result).toMatchObject({ status: 'undecided', digits: null });
  return result;
}

describe('powers', () => {
  it.each(['5^0', '(-5)^0', 'pi^0', '(-pi)^0', 'pow(-pi, 1/2 - 1/2)'])(
    'x^0 is 1 for an exact exponent 0: %s',
    (text) => {
      expectExactly(text, '1');
    },
  );

  it.each(['0^0', 'pow(0, 0)', `${ZERO}^0`])('x^0 is 1 for x = 0 too: %s', (text) => {
    expectExactly(text, '1');
  });

  it.each(['0^3', '0^(1/2)', '0^pi', 'pow(0, 1e-50)'])('0^y is 0 for y > 0: %s', (text) => {
    expectExactly(text, '0');
  });

  it.each(['0^(-1)', '0^(-1/2)', '0^(-pi)'])(
    '0 to a negative power is a division by zero: %s',
    (text) => {
      expectError(text, DivisionByZeroError);
    },
  );

  it.each(['(-8)^3', '(-8)^(6/2)', '(-pi)^3', '(-pi)^(-2)'])(
    'a negative base takes an exact integer exponent: %s',
    (text) => {
      expect(refined(text).status).toBe('met');
    },
  );

  it.each([
    ['(-2)^floor(pi)', '-8'],
    ['(-1)^floor(pi * 10^12)', '-1'],
    ['(-1)^floor(pi * 10^25)', '-1'],
    ['(-1)^-ceil(pi * 10^25)', '1'],
    ['(0 - 2)^(-round(pi))', '-1/8'],
  ])(
    'an exponent may turn out to be an exact integer only when it is narrower: %s',
    (text, value) => {
      expectExactly(text, value);
    },
  );

  it('an exponent beyond 2^31 of a base on either side of zero keeps its parity', () => {
    // (1 + 10^-20)^n with n = floor(10^20 pi), which is even
    const growth = refined('exp(floor(pi * 10^20) * ln(1 + 10^-20))').digits;
    expect(refined('(-1 - 10^-20)^floor(pi * 10^20)').digits).toBe(growth);
    const more = refined('-(1 + 10^-20) * exp(floor(pi * 10^20) * ln(1 + 10^-20))').digits;
    expect(refined('(-1 - 10^-20)^(floor(pi * 10^20) + 1)').digits).toBe(more);
    const small = `(${ZERO})^floor(pi * 10^20)`;
    expect(refined(small, { decimals: 20 }).digits).toBe('0.00000000000000000000');
    expect(refined(`(${ZERO} - 1/2)^floor(pi * 10^3)`, { digits: 5 }).digits).toBe(
      refined('-2^-3141', { digits: 5 }).digits,
    );
    expectUndecided(`(${ZERO})^-floor(pi * 10^20)`);
  });

  it.each(['(-8)^(1/3)', '(-8)^pi', '(-pi)^(1/3)', '(-8)^(sqrt(2)^2)'])(
    'a negative base refuses any other exponent, and suggests roots: %s',
    (text) => {
      expectError(text, DomainError, 'nthRoot');
      expectError(text, DomainError, 'root(x, n)');
    },
  );

  it('says the exact base and exponent that it refuses', () => {
    expectError('(-8/3)^(1/3)', DomainError, 'the base -8/3 is negative and the exponent 1/3 is');
    expectError('0^(-1/3)', DivisionByZeroError, '0^-1/3');
  });

  it('roots of negatives are real where the degree is odd', () => {
    expectExactly('root(-8, 3)', '-2');
    expectExactly('cbrt(-27)', '-3');
    expectError('root(-8, 4)', DomainError);
  });

  it.each(['root(2, 0)', 'root(2, -1)', 'root(2, 1/2)', 'root(2, pi)'])(
    'a degree is an exact integer of at least 1: %s',
    (text) => {
      expect(() => expression(text)).toThrow(ExpressionSyntaxError);
    },
  );
});

describe('logarithms', () => {
  it('of one argument without a base are refused, with ln, log10 and log2 suggested', () => {
    expect(() => expression('log(2)')).toThrow(/ln.*log10.*log2/);
  });

  it('of an exact 0 have a DomainError', () => {
    for (const text of ['ln(0)', 'log2(0)', 'log10(1/2 - 0.5)', 'log(0, 3)'])
      expectError(text, DomainError);
  });

  it('of what is not proven to be other than 0 are undecided', () => {
    expectUndecided(`ln(${ZERO})`);
  });
});

describe('angles', () => {
  it('the origin has none', () => {
    expectError('atan2(0, 0)', DomainError);
  });

  it('that of (x, 0) is pi for x < 0, and 0 for x > 0', () => {
    const pi = expression('pi').refineSync({ digits: 30 }).digits;
    for (const text of ['atan2(0, -2)', 'atan2(0, -pi)'])
      expect(refined(text)).toMatchObject({ status: 'met', digits: pi });
    expectExactly('atan2(0, 3)', '0');
  });

  it('a straddled cut gives [-pi, pi], and is undecided', () => {
    const [lower, upper] = exactEnds(expectUndecided(`atan2(${ZERO}, -1)`));
    expect(within([lower, upper], fraction(3)) && within([lower, upper], fraction(-3))).toBe(true);
    expect(upper.sub(lower).lt(fraction(63, 10n))).toBe(true);
  });

  it('of what may be the origin is undecided, however coarse the goal', () => {
    expectUndecided(`atan2(${ZERO}, ${ZERO})`, { eps: 100 });
  });
});

describe('steps', () => {
  it.each([
    ['floor', '[2, 3]'],
    ['ceil', '[3, 4]'],
    ['trunc', '[2, 3]'],
  ])('%s of a straddled integer gives the hull %s, its digits undecided', (name, hull) => {
    const result = expectUndecided(`${name}(3 + ${ZERO})`);
    expect(result.bounds.toString()).toBe(hull);
  });

  it('round straddles at halves, sign at 0', () => {
    expect(expectUndecided(`round(5/2 + ${ZERO})`).bounds.toString()).toBe('[2, 3]');
    expect(expectUndecided(`sign(${ZERO})`, { eps: 1 }).bounds.toString()).toBe('[-1, 1]');
  });

  it('a hull that is narrow enough for the goal meets it', () => {
    expect(refined(`floor(3 + ${ZERO})`, { eps: 2 }).status).toBe('met');
    expect(refined(`floor(3 + ${ZERO})`, { sign: true }).status).toBe('met');
  });

  it('mod takes the sign of the divisor, jumps at its multiples, and refuses 0', () => {
    expectExactly('mod(-7, 3)', '2');
    expectExactly('mod(7, -3)', '-2');
    expectUndecided(`mod(6 + ${ZERO}, 3)`);
    expectError('mod(1, 0)', DivisionByZeroError);
  });

  it('mod by what may be 0 is undecided, however coarse the goal', () => {
    expectUndecided(`mod(1, ${ZERO})`, { eps: 10 });
  });
});

describe('poles', () => {
  it('the tangent at a pole that is not proven is undecided', () => {
    expectUndecided(`tan(pi / 2 + ${ZERO})`);
    expectUndecided(`tan(7 * pi / 2 + ${ZERO})`);
  });

  it('the tangent at a pole that is proven is an error, which names it', () => {
    expectError('tan(pi / 2)', DomainError, 'the argument is 1/2 pi, a pole of the tangent');
    expectError('tan(-7 * pi / 2)', DomainError, 'the argument is -7/2 pi');
  });

  it('the tangent beside a pole is met', () => {
    expect(refined('tan(pi/2 + 1e-40)')).toMatchObject({
      status: 'met',
      digits: '-1.00000000000000000000000000000e+40',
    });
  });

  it('an open end that is met exactly has a DomainError', () => {
    for (const text of ['ln(0)', 'atanh(1)', 'atanh(-1)', 'atanh(2 - 1)'])
      expectError(text, DomainError);
  });

  it('a divisor that is not proven to be other than 0 is undecided', () => {
    expectUndecided(`1 / ${ZERO}`);
    expectUndecided(`0 * (1 / ${ZERO})`);
  });
});

describe('closed ends of domains', () => {
  it('that are met exactly are met', () => {
    expectExactly('acosh(1)', '0');
    expectExactly('sqrt(0)', '0');
    expect(refined('asin(1) - pi/2', { eps: 1e-30 }).status).toBe('met');
    expect(refined('asin(-1)').status).toBe('met');
    expectExactly('acos(1)', '0');
  });

  it.each(['sqrt(-1/10^40)', 'asin(1 + 1/10^40)', 'acos(-1 - 1/10^40)', 'acosh(1 - 1/10^40)'])(
    'just outside have a DomainError: %s',
    (text) => {
      expectError(text, DomainError);
    },
  );

  it.each(['sqrt(1/10^40)', 'asin(1 - 1/10^40)', 'acos(1/10^40 - 1)', 'acosh(1 + 1/10^40)'])(
    'just inside are met: %s',
    (text) => {
      expect(refined(text).status).toBe('met');
    },
  );

  const AT_ENDS = [`sqrt(${ZERO})`, `asin(1 + ${ZERO})`, `acos(${ZERO} - 1)`, `acosh(1 + ${ZERO})`];

  it.each(AT_ENDS)('that may be crossed leave the value conditional: %s', (text) => {
    for (const goal of [{ eps: 1e-20 }, { eps: 100 }]) {
      expect(refined(text, goal)).toMatchObject({ status: 'undecided', reason: 'conditional' });
    }
  });

  it.each(AT_ENDS)(
    'that may be crossed are met where the caller vouches for the domain: %s',
    (text) => {
      expect(refined(text, { eps: 1e-20 }, { assumeDomain: true }).status).toBe('met');
    },
  );

  it('squares and absolute values are at least 0, so their roots are met', () => {
    expect(refined(`sqrt(${ZERO}^2)`, { eps: 1e-20 }).status).toBe('met');
    expect(refined(`sqrt(abs(${ZERO}))`, { eps: 1e-20 }).status).toBe('met');
  });
});

describe('magnitudes', () => {
  it('arguments as large as 6^(6^6) and as small as 2^-10000 are met', () => {
    const names = [
      'sin',
      'cos',
      'tan',
      'atan',
      'asinh',
      'tanh',
      'ln',
      'log2',
      'log10',
      'sqrt',
      'cbrt',
      'abs',
    ];
    for (const name of names) {
      for (const argument of ['6^(6^6)', '2^(-10000)']) {
        expect([name, argument, refined(`${name}(${argument})`).status]).toEqual([
          name,
          argument,
          'met',
        ]);
      }
    }
  });

  it('near zero odd functions are nearly the identity', () => {
    const tiny = real(2).pow(-10000);
    for (const name of ['sin', 'tan', 'asin', 'atan', 'sinh', 'tanh', 'asinh', 'atanh'] as const) {
      const difference = tiny[name]().subtract(tiny).refineSync({ bits: 25_000 });
      expect(difference.status).toBe('met');
      expect(within(exactEnds(difference), fraction(0))).toBe(true);
    }
  });
});
