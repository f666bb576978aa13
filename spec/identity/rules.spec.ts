/** What a rule may not assume. Each of these is a mistake that gives a wrong equality. */
import { describe, expect, it } from '@jest/globals';
import { max, min, real } from '#lib/index.js';
import { identify } from '#lib/identity/identify.js';
import type { Form } from '#lib/identity/form/form.js';
import { formOfNode } from './evaluated.js';
import { compared, Questions, read } from '#spec/support/identity/question.js';

const ZERO = { n: 0n, d: 1n };

/** A datum that may have either sign, one that is above 0 and one below. */
const either = real.between('-0.5', '0.25');
const above = real.between('0.25', '0.5');
const below = real.between('-0.5', '-0.25');

const kind = (a: ReturnType<typeof read>, b: ReturnType<typeof read>): string =>
  new Questions().identify(a.subtract(b)).kind;

describe('a root', () => {
  it('of a square is the number where that is at least 0, and its negative where it is at most 0', () => {
    expect(kind(above.pow(2).sqrt(), above)).toBe('equal');
    expect(kind(below.pow(2).sqrt(), below)).not.toBe('equal');
    expect(kind(below.pow(2).sqrt(), below.negate())).not.toBe('distinct');
    expect(kind(either.pow(2).sqrt(), either)).not.toBe('equal');
    expect(kind(either.pow(2).sqrt(), either.abs())).not.toBe('distinct');
  });

  it('of a product is no product of roots where the factors may be below 0', () => {
    const other = real.between('-3', '-2');
    expect(kind(below.multiply(other).sqrt(), above)).not.toBe('equal');
    expect(compared('sqrt((1 - sqrt(2))^2)', 'sqrt(2) - 1').kind).toBe('apart');
  });

  it('of odd degree of a negative sum is the negative of a root', () => {
    expect(compared('cbrt(1 - sqrt(2))', '-cbrt(sqrt(2) - 1)').kind).toBe('equal');
    expect(compared('cbrt(1 - pi)', '-cbrt(pi - 1)').kind).toBe('equal');
    expect(compared('cbrt(1 - pi)', 'cbrt(pi - 1)').kind).not.toBe('equal');
    expect(kind(either.pow(3).cbrt(), either.abs())).not.toBe('equal');
  });

  it('of even degree keeps the sign of the content inside', () => {
    expect(compared('sqrt(2*pi - 6)', 'sqrt(2)*sqrt(pi - 3)').kind).toBe('equal');
    expect(compared('sqrt((6 - 2*pi)/(3 - pi))', 'sqrt(2)').kind).toBe('equal');
    expect(compared('sqrt((3 - pi)*(1 - pi))', 'sqrt(pi - 3)*sqrt(pi - 1)').kind).not.toBe(
      'distinct',
    );
  });
});

describe('what may be 0', () => {
  const x = real.between('0', '1');

  it('is not taken to be above 0 for a power or a root that it has', () => {
    for (const value of [x.pow('1/2'), x.sqrt(), x.cbrt(), x.pow('7/3')]) {
      expect(new Questions().identify(value).kind).toBe('open');
    }
    // Its logarithm is defined above 0 alone.
    expect(new Questions().identify(x.ln().subtract(x.ln()).add(x)).kind).toBe('distinct');
  });

  it('says nothing of the sign of what it is multiplied with', () => {
    const product = x.multiply(read('pi').subtract(real.between('0', '4')));
    const questions = new Questions();
    const form = formOfNode(questions.world, questions.looked(product.sqrt()));
    expect(form?.[0]?.monomial.atoms.map((atom) => atom.kind)).toEqual(['call']);
  });
});

describe('a power', () => {
  it('of a power is that of the product for numbers above 0 alone', () => {
    expect(compared('(pi^2)^(1/2)', 'pi').kind).toBe('equal');
    expect(compared('((-pi)^2)^(1/2)', '-pi').kind).not.toBe('equal');
    expect(kind(either.pow(2).pow('1/2'), either)).not.toBe('equal');
    expect(kind(below.pow(2).pow('1/2'), below)).not.toBe('equal');
  });

  it('with an exponent that proves to be an integer is a product, whatever the base', () => {
    const two = read('log(4, 2)');
    expect(kind(read('-pi').pow(two), read('pi^2'))).toBe('equal');
    expect(kind(either.pow(two), either.multiply(either))).toBe('equal');
  });
});

describe('a logarithm', () => {
  it('of a square is twice that of a number above 0 alone', () => {
    expect(kind(above.pow(2).ln(), above.ln().multiply(2))).toBe('equal');
    expect(kind(below.pow(2).ln(), below.negate().ln().multiply(2))).not.toBe('distinct');
    expect(kind(either.pow(2).ln(), either.abs().ln().multiply(2))).not.toBe('distinct');
    expect(compared('ln((1 - pi)^2)', '2*ln(pi - 1)').kind).not.toBe('distinct');
  });

  it('is the inverse of the exponential, which is that of the logarithm where it is defined', () => {
    expect(kind(either.exp().ln(), either)).toBe('equal');
    expect(kind(above.ln().exp(), above)).toBe('equal');
  });
});

describe('an inverse of a function on the circle', () => {
  it('does not undo what went around', () => {
    for (const [a, b] of [
      ['asin(sin(3))', '3'],
      ['acos(cos(5))', '5'],
      ['atan(tan(2))', '2'],
      ['atan(2) + atan(3)', '-pi/4'],
      ['atan(1) + atan(2) + atan(3)', '0'],
      ['atan2(1, -1)', '-pi/4'],
      ['acos(-1/2)', 'acos(1/2)'],
    ] as const) {
      expect([a, compared(a, b).kind]).not.toEqual([a, 'equal']);
    }
    expect(compared('atan(1) + atan(2) + atan(3)', 'pi').kind).toBe('equal');
  });

  it('is undone by the function', () => {
    const x = real.between('0.1', '0.2');
    expect(kind(x.asin().sin(), x)).toBe('equal');
    expect(kind(x.acos().cos(), x)).toBe('equal');
    expect(kind(x.atan().tan(), x)).toBe('equal');
    expect(kind(x.asin().cos().pow(2), read('1').subtract(x.pow(2)))).toBe('equal');
  });
});

describe('an extreme', () => {
  it('is the operand that bounds put ahead of all others, and else unknown', () => {
    const far = real.between('2', '3');
    const wide = real.between('0', '1');
    expect(kind(min(above, far, above), above)).toBe('equal');
    expect(kind(max(above, far), far)).toBe('equal');
    expect(kind(max(above, wide), above)).not.toBe('equal');
    expect(kind(min(above, wide), min(wide, above))).toBe('equal');
  });
});

describe('the sign of a sum', () => {
  it('is known from bounds alone', () => {
    const questions = new Questions();
    const x = above.subtract('0.1');
    const node = questions.looked(x.multiply(either).pow(2).sqrt());
    const form: Form | undefined = formOfNode(questions.world, node);
    // Neither factor may leave the root: one may be below 0.
    expect(form?.[0]?.monomial.atoms.some(({ kind: atom }) => atom === 'call')).toBe(true);
    expect(identify(questions.world.graph, node, ZERO).kind).toBe('open');
  });
});
