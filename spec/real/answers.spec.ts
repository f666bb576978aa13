/** Values that arithmetic determines, however coarse their first bounds are. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  compareSync,
  createSession,
  exp,
  expression,
  floor,
  ln,
  mod,
  real,
  sign,
  pi,
  sqrt,
} from '#lib/index.js';
import type { Goal, Real, Result } from '#lib/index.js';
import { runs } from '#spec/support/effort.js';
import { UNPROVEN_ZERO } from '#spec/support/unproven.js';

const refined = (x: Real, goal: Goal): Result =>
  x.refineSync(goal, { session: createSession({ workers: 0 }) });

/** Fixed-point numbers of so many bits: far more than any of these recurrences loses. */
const BITS = 6000n;
const ONE = 1n << BITS;
const fixed = (n: bigint, d: bigint): bigint => (n << BITS) / d;
const times = (a: bigint, b: bigint): bigint => (a * b) >> BITS;

/** Whether bounds contain a fixed-point number, up to 2^-1000. */
function contains(result: Result, value: bigint): boolean {
  const scale = (text: string): bigint => {
    const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
    const size = (BigInt(whole + fraction) << BITS) / 10n ** BigInt(fraction.length);
    return text.startsWith('-') ? -size : size;
  };
  const slack = 1n << (BITS - 1000n);
  return (
    scale(result.lower!.toFixed()) <= value + slack &&
    value - slack <= scale(result.upper!.toFixed())
  );
}

const step = real('3.9');
const recurrences: Record<string, { next(x: Real): Real; check(x: bigint): bigint }> = {
  'x = 3.9 x (1 - x)': {
    next: (x) => step.multiply(x).multiply(real(1).subtract(x)),
    check: (x) => times(times(fixed(39n, 10n), x), ONE - x),
  },
  'x = x^2 - 1.9': {
    next: (x) => x.multiply(x).subtract('1.9'),
    check: (x) => times(x, x) - fixed(19n, 10n),
  },
  'x = 2 x^2 - 1': {
    next: (x) => real(2).multiply(x).multiply(x).subtract(1),
    check: (x) => 2n * times(x, x) - ONE,
  },
  'x = x (2 - 0.7 x)': {
    next: (x) => x.multiply(real(2).subtract(real('0.7').multiply(x))),
    check: (x) => times(x, 2n * ONE - times(fixed(7n, 10n), x)),
  },
};

describe('a recurrence of rationals', () => {
  it.each(Object.keys(recurrences))('ends met for every absolute goal: %s', (name) => {
    const recurrence = recurrences[name]!;
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 400 }),
        fc.bigInt({ min: 1n, max: 99n }),
        (rounds, start) => {
          let x = real({ numerator: start, denominator: 100n });
          let value = fixed(start, 100n);
          for (let i = 0; i < rounds; i++) {
            x = recurrence.next(x);
            value = recurrence.check(value);
          }
          const result = refined(x, { eps: '1e-30' });
          expect(result.status).toBe('met');
          expect(contains(result, value)).toBe(true);
        },
      ),
      { numRuns: runs(4) },
    );
  });

  it('of two variables ends met', () => {
    let [x, y] = [real('0.1'), real('0.1')];
    let [u, v] = [fixed(1n, 10n), fixed(1n, 10n)];
    for (let i = 0; i < 200; i++) {
      [x, y] = [
        real(1).subtract(real('1.4').multiply(x).multiply(x)).add(y),
        real('0.3').multiply(x),
      ];
      [u, v] = [ONE - times(fixed(14n, 10n), times(u, u)) + v, times(fixed(3n, 10n), u)];
    }
    const result = refined(x, { digits: 40 });
    expect(result.status).toBe('met');
    expect(contains(result, u)).toBe(true);
  });
});

/** `(1 + 1/n)^n` by squaring in fixed point, for n below 2^400. */
function compound(n: bigint): bigint {
  let power = ONE;
  for (const bit of n.toString(2)) {
    power = times(power, power);
    if (bit === '1') power = times(power, ONE + fixed(1n, n));
  }
  return power;
}

describe('a steep power of an exact base', () => {
  it.each([10n ** 20n, 10n ** 22n, 3n ** 50n, 7n ** 80n])(
    'has its own value: (1 + 1/n)^n, n = %s',
    (n) => {
      const base = real(1).add(real({ numerator: 1n, denominator: n }));
      const result = refined(base.pow(real(n)), { digits: 50 });
      expect(result.status).toBe('met');
      expect(contains(result, compound(n))).toBe(true);
    },
  );

  it('is compared with another one that differs in the 20th digit', () => {
    const of = (n: bigint): Real =>
      real(1)
        .add(real({ numerator: 1n, denominator: n }))
        .pow(real(n));
    const { relation } = compareSync(of(10n ** 20n), of(10n ** 21n), {
      session: createSession({ workers: 0 }),
    });
    expect(relation).toBe('less');
  });
});

describe('a value far below the smallest double', () => {
  it.each([
    ['3^-(10^9)', () => real(1).divide(real(3).pow(1e9))],
    ['0.7^(10^9)', () => real('0.7').pow(1e9)],
    ['exp(-10^9) / 3', () => exp(real(-1e9)).divide(3)],
    ['pi^-(10^9)', () => pi.pow(real(-1e9))],
  ])('has as many digits as any: %s', (_, make) => {
    const result = refined(make(), { digits: 40 });
    expect(result.status).toBe('met');
  });

  it('passes its digits on', () => {
    // ln((1/3)^n) = -n ln 3.
    const result = refined(ln(real('1/3').pow(1e9)), { digits: 40 });
    const other = refined(ln(3).multiply(real(-1e9)), { digits: 60 });
    expect(result.status).toBe('met');
    expect(result.lower!.lte(other.upper!)).toBe(true);
    expect(result.upper!.gte(other.lower!)).toBe(true);
  });
});

describe('exact integers and rationals', () => {
  it('are reduced whatever their length', () => {
    const powerModulo = (b: bigint, n: bigint, m: bigint): bigint => {
      let result = 1n;
      for (const bit of n.toString(2))
        result = (((result * result) % m) * (bit === '1' ? b : 1n)) % m;
      return result;
    };
    for (const [b, n, m] of [
      [3n, 100_000n, 7n],
      [2n, 1_000_000_007n, 97n],
      [5n, 10n ** 12n, 1009n],
    ] as const) {
      const result = refined(mod(real(b).pow(real(n)), real(m)), { digits: 5 });
      expect(result.rational).toBe(String(powerModulo(b, n, m)));
    }
  });

  it.each([
    [
      'a sum that leaves 1 of 3^100000',
      () => real(3).pow(100_000).add(1).subtract(real(3).pow(100_000)),
      '1',
    ],
    [
      'a floor of a quotient that is 3',
      () => floor(real(3).pow(100_000).divide(real(3).pow(99_999))),
      '3',
    ],
    [
      'a remainder by a divisor that comes to be 1/10',
      () => mod(real(8), sign(pi).multiply('0.1')),
      '0',
    ],
    [
      'a digit of a root far behind the point',
      () => mod(floor(sqrt(2).multiply(real(10).pow(3000))), 10),
      '0',
    ],
  ])('are answered exactly: %s', (name, make, expected) => {
    const result = refined(make(), { decimals: 3 });
    expect(result.status).toBe('met');
    const digit = String(integerRoot(2n * 10n ** 6000n) % 10n);
    expect(Number(result.digits)).toBe(Number(name.startsWith('a digit') ? digit : expected));
  });

  it('are told apart where they differ by one of 2^150,000', () => {
    const x = real(3).pow(100_000);
    expect(compareSync(x, x.add(1), { session: createSession({ workers: 0 }) }).relation).toBe(
      'less',
    );
  });
});

/** floor(sqrt(n)) by Newton's iteration from above. */
function integerRoot(n: bigint): bigint {
  let x = 1n << BigInt(Math.ceil(n.toString(2).length / 2));
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

describe('a search for a digit that is not zero', () => {
  it('counts its bits below what the magnitudes of the operands hide', () => {
    const softplus = (n: number): Real => ln(exp(real(n)).add(1)).subtract(n);
    // ln(1 + e^n) - n = ln(1 + e^-n), which is e^-n to e^-2n.
    const result = refined(softplus(12_000), { digits: 20 });
    expect(result.status).toBe('met');
    const other = refined(exp(real(-12_000)), { digits: 20 });
    expect(result.digits).toBe(other.digits);
  });

  it('narrows both inputs of a remainder in turn, in few steps', () => {
    const session = createSession({ workers: 0 });
    let leases = 0;
    session.observe((event) => {
      if (event.type === 'lease-issued') leases++;
    });
    const result = mod(pi.multiply(5).add(expression(UNPROVEN_ZERO)), pi).refineSync(
      { digits: 5 },
      { session, budget: { separationBits: 2000 } },
    );
    expect(result.status).toBe('undecided');
    expect(leases).toBeLessThan(60);
  });
});

describe('numbers with a large term in common', () => {
  it.each([
    ['10^(10^8) + 1', '10^(10^8)', 'greater'],
    ['2^(10^9)', '2^(10^9) + 1', 'less'],
    ['10^(10^8) + 1/3', '10^(10^8)', 'greater'],
    ['3*10^(10^8) - 2/7', '10^(10^8)*3', 'less'],
  ])('are compared without writing them out: %s and %s', (a, b, relation) => {
    const session = createSession();
    const { difference, ...rest } = compareSync(expression(a), expression(b), { session });
    expect(rest.relation).toBe(relation);
    // The bounds of the large term are still those of its first look.
    expect(difference.statistics.steps).toBe(0);
  });
});
