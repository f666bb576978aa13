/** Questions that cost as much as questions may. */
import { e, exp, ln, pi, real, sin, sqrt } from 'pincer';
import type { Real } from 'pincer';
import { Random } from '../harness/random.js';

function repeated(times: number, start: Real, step: (x: Real) => Real): Real {
  let x = start;
  for (let i = 0; i < times; i++) x = step(x);
  return x;
}

function sumOf(count: number, term: (i: number) => Real): Real {
  return Array.from({ length: count }, (_, i) => term(i)).reduce((a, b) => a.add(b));
}

/** The differences that are asked for, by name. */
export function stressSet(quick: boolean): readonly (readonly [string, Real])[] {
  const random = new Random(7);
  const long = (words: number): bigint =>
    Array.from({ length: words }, () => BigInt(random.integer(0, 2 ** 31 - 1))).reduce(
      (all, word) => (all << 31n) | word,
      1n,
    );
  const some = <T>(of: readonly T[]): readonly T[] => (quick ? of.slice(0, 1) : of);
  const hundreds = Array.from({ length: 10 }, () => long(3));
  const thousands = Array.from({ length: 6 }, () => long(32));
  const partialSums: Real[] = [];
  const chain = (): Real => {
    let x: Real = pi;
    for (let i = 2; i < 1300; i++) partialSums.push((x = x.add(sqrt(i))));
    return sumOf(partialSums.length, (i) => partialSums[i]!);
  };
  const pairs = (of: readonly bigint[]): Real[] =>
    of.flatMap((a, i) => of.slice(i + 1).map((b) => sqrt(real(a * b))));
  return some<readonly [string, () => Real]>([
    [
      '900 roots and their reverse',
      () => sumOf(900, (i) => sqrt(i + 1)).subtract(sumOf(900, (i) => sqrt(900 - i))),
    ],
    [
      '30 squarings of pi + e',
      () =>
        repeated(30, pi.add(e), (x) => x.multiply(x)).subtract(
          repeated(30, e.add(pi), (x) => x.multiply(x)),
        ),
    ],
    [
      '200 nested roots',
      () =>
        repeated(200, real(2), (x) => sqrt(x.add(3))).subtract(
          repeated(200, real(2), (x) => sqrt(real(3).add(x).add(0))),
        ),
    ],
    ['2000 sines', () => repeated(2000, real(1), sin).subtract(repeated(1999, real(1), sin))],
    [
      '40 times x + 1/x',
      () =>
        repeated(40, pi, (x) => x.add(real(1).divide(x))).subtract(
          repeated(40, pi, (x) => real(1).divide(x).add(x)),
        ),
    ],
    [
      'ten roots of 100 bits',
      () => {
        const reverse = [...hundreds].reverse();
        const roots = (of: readonly bigint[]): Real => sumOf(10, (i) => sqrt(real(of[i]!)));
        return roots(hundreds).subtract(roots(reverse));
      },
    ],
    [
      'roots of products of 1000 bits',
      () =>
        pairs(thousands)
          .reduce((a, b) => a.add(b))
          .subtract(1),
    ],
    ['logarithms of 4000 bits', () => sumOf(10, () => ln(real(long(129)))).subtract(ln(2))],
    [
      'a power of a sum of five',
      () => {
        const x = sqrt(2).add(sqrt(3)).add(sqrt(5)).add(pi).add(e);
        return x.pow(12).subtract(x.pow(6).pow(2));
      },
    ],
    [
      '30 arc tangents of 60 bits',
      () =>
        sumOf(30, () =>
          real(long(2))
            .divide(real(long(2)))
            .atan(),
        ).subtract(real(3).atan()),
    ],
    [
      'products of 300 exponentials',
      () => {
        let x = real(0);
        for (let i = 1; i < 300; i++) x = x.add(exp(sqrt(i))).multiply(ln(real(i + 1)));
        return x.subtract(1);
      },
    ],
    ['a sum of 1300 partial sums', () => chain().subtract(sqrt(2))],
  ]).map(([of, make]) => [of, make()]);
}
