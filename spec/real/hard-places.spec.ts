import { describe, expect, it } from '@jest/globals';
import { createSession, expression, LimitError, phi, real } from '#lib/index.js';
import type { Goal, RefineOptions, Result } from '#lib/index.js';
import { UNPROVEN_ZERO } from '#spec/support/unproven.js';

/** Milliseconds that none of these comes near to, on a machine with other things to do. */
const LONG = 5000;

const refined = (text: string, goal: Goal = { digits: 30 }, options?: RefineOptions): Result =>
  expression(text).refineSync(goal, options);

describe('values beside a place where something happens are met', () => {
  it.each([
    ['tan(pi/2 + 1e-41)', '-1.00000000000000000000000000000e+41'],
    ['mod(pi + 1e-44, pi)', '1.00000000000000000000000000000e-44'],
    ['mod(phi - 1e-41, phi)', '1.61803398874989484820458683437'],
    ['mod(10^(-10), e^6)', '1.00000000000000000000000000000e-10'],
    ['tan(exp(69))', '-0.288734462179956861022119351470'],
    ['atanh(1 - 1e-50)', '57.9112009151311147551584024278'],
    ['ceil(hypot(1e-48, 1 + 1e-35))', '2.00000000000000000000000000000'],
    ['ln(abs(log2(ln(1 + 1e-24))))', '4.37859919617756574646259381644'],
    [
      'ln(pi - 3.14159265358979323846264338327950288419716939937510)',
      '-115.670371978729290350446096884',
    ],
    ['exp(-1e-51)^(e / -1e-36)', '1.00000000000000271828182845905'],
    ['cosh(tanh(-1e-85))^(1e56)', '1.00000000000000000000000000000'],
    ['sign(log(phi, 1 - 1e-21))', '-1.00000000000000000000000000000'],
  ])('%s', (text, digits) => {
    expect(refined(text)).toMatchObject({ status: 'met', digits });
  });

  it('a function whose argument turns out to lie at its extremum looks again', () => {
    expect(refined('log2(cosh(floor(exp(-1e-58))))')).toMatchObject({
      status: 'met',
      rational: '0',
    });
  });

  // Beyond 2^(2^32) no sensitivity speaks: a demand is groped for, whatever the shares are.
  it.each([
    ['root(2^(3 / -1e-14), 3)', { sign: true }, 'undecided'],
    ['log(12^2, cosh(log(6, 1 + 1e-43)))', { bits: 164 }, 'partial'],
  ] as const)(
    'a magnitude beyond what is represented ends with an answer: %s',
    (text, goal, status) => {
      expect(refined(text, goal).status).toBe(status);
    },
  );

  it('an exponent that is narrow for being near zero asks for no bits that nobody needs', () => {
    const text = 'abs(tan(96e107))^(cosh(5 + 1.75/1e-44 - asin(tanh(1 + 1e-34)))^-8)';
    expect(refined(text, { digits: 30 })).toMatchObject({ status: 'met' });
  });

  it('an extremum is met however narrow the goal', () => {
    for (const text of ['sin(pi / 2)', 'cos(pi)', 'cos(2 * pi)']) {
      for (const bits of [50, 320, 3000]) expect(refined(text, { bits }).status).toBe('met');
    }
  });
});

describe('magnitudes beyond what is represented', () => {
  it.each(['2^(pi + 2^8350)', 'cosh(pi)^cosh(62485) - 3', 'sinh(2e110)', 'exp(1e20)'])(
    'end at once with a LimitError: %s',
    (text) => {
      const result = refined(text);
      expect(result.error).toBeInstanceOf(LimitError);
      expect(result.statistics.elapsedMs).toBeLessThan(LONG);
    },
  );

  it.each(['exp(-1e20)', '(1/3)^(2e27)', 'exp(2 - (e^phi)^(11^6))'])(
    'below, nothing tells them from zero: %s',
    (text) => {
      const result = refined(text);
      expect(result).toMatchObject({ status: 'undecided', reason: 'separation' });
      expect(result.statistics.elapsedMs).toBeLessThan(LONG);
      expect(refined(text, { eps: 1e-300 }).status).toBe('met');
    },
  );

  it('inside of a value that is finite all the same end exhausted, with bounds that hold', () => {
    const result = refined('log(cosh(3), cosh(cosh(33)))', { eps: 1e-30 });
    expect(result).toMatchObject({ status: 'partial', reason: 'exhausted' });
    expect(Number(result.lower)).toBeLessThanOrEqual(2.151e-14);
    expect(Number(result.upper)).toBeGreaterThanOrEqual(2.151e-14);
  });
});

describe('what nothing can decide costs its budget and no more', () => {
  it.each([
    `mod(7 * sqrt(2) + ${UNPROVEN_ZERO}, sqrt(2))`,
    `tan(atan2(${UNPROVEN_ZERO} / ln2, cos(-9)))`,
    `sign${UNPROVEN_ZERO}`,
    `abs(110 * ${UNPROVEN_ZERO})^ln2`,
  ])('%s', (text) => {
    const result = refined(text, { digits: 20 }, { budget: { separationBits: 2000 } });
    expect(result.status).toBe('undecided');
    expect(result.statistics.elapsedMs).toBeLessThan(LONG);
  });

  it('whatever precision the session has seen before', async () => {
    await using session = createSession();
    phi.refineSync({ bits: 40_000 }, { session });
    refined(
      `mod(7 * phi + ${UNPROVEN_ZERO}, phi)`,
      { digits: 20 },
      { session, budget: { separationBits: 500 } },
    );
    const after = phi.refineSync({ bits: 1 }, { session }).widthLog2;
    expect(after).toBeGreaterThan(-50_000);
  });
});

describe('a jump', () => {
  // e^(3.8 million) has more than five million bits: each of them would cost a minute.
  it('far finer than the goal is not separated', () => {
    const text = 'ceil(cosh(e * 1387132))';
    const result = refined(text, { digits: 20 });
    expect(result).toMatchObject({ status: 'met', digits: '1.9719025168396887763e+1637557' });
    expect(result.bounds.widthLog2).toBeGreaterThan(5_000_000);
  });

  it('is separated where the goal asks for the integer', () => {
    const result = refined('floor(10^40 * pi)', { digits: 50 });
    expect(result).toMatchObject({
      status: 'met',
      digits: '3.1415926535897932384626433832795028841971000000000e+40',
    });
  });
});

describe('a value below what is represented', () => {
  it('ends the search for its sign by the budget of the search, at no magnitude of its own', () => {
    const text = 'root(asinh(6)^(-2785^3), 4)';
    const budget = { separationBits: 512, separationTime: 1e6 };
    const result = refined(text, { sign: true }, { budget });
    expect(result).toMatchObject({ status: 'undecided', reason: 'separation' });
    expect(result.statistics.steps).toBeLessThan(40);
  });
});

describe('a power of what may be zero', () => {
  it.each(['7/3', '2/3', '22/7'])('asks for no more of its exponent than matters: %s', (power) => {
    const result = real.between('0', '1').pow(power).refineSync({ bits: 8 });
    expect(result).toMatchObject({ status: 'partial', reason: 'exhausted' });
    expect(result.statistics.steps).toBeLessThan(5);
  });
});

describe('long rationals', () => {
  it('are not reduced: their sums are met in no time', () => {
    const result = refined('((50/77)^37531 + 11) * 37531 * (-0.159 / 11)', { digits: 20 });
    expect(result).toMatchObject({ status: 'met', digits: '-5967.4290000000000000' });
    expect(result.statistics.elapsedMs).toBeLessThan(LONG);
  });
});

describe('an argument that only rounding keeps wide', () => {
  it('is rounded anew, and the function above it looks again: a tangent of a large ratio', () => {
    const result = refined('tan(570047696738 / 570047696739 * 10^26)', { digits: 30 });
    expect(result).toMatchObject({ status: 'met', digits: '-0.0445924465357784467598593857126' });
  });
});
