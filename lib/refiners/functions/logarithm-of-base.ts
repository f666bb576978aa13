/** The logarithms to the bases 2 and 10. */
import { estimateOf } from '../../exact/estimate.js';
import { divide } from '../../exact/enclosure/arithmetic.js';
import { lowerEnd, point, upperEnd } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { absolute, dyadic, max, ONE, topExponent } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { fromExactEnds } from '../../exact/enclosure/ends.js';
import { bitLength } from '../../exact/integer.js';
import { fromRational } from '../../exact/enclosure/outward.js';
import type { Rational } from '../../exact/rational.js';
import { ln10Fixed, ln2Fixed } from '../../kernels/reduction/prime-logarithms.js';
import { partInside } from '../evaluation/domain.js';
import { encloseEnds, endsOf, unitExponent } from '../evaluation/ends.js';
import type { Ends } from '../evaluation/ends.js';
import type { FunctionDefinition } from '../evaluation/function.js';
import { lnAt, POSITIVE } from './logarithm.js';
import { monotone } from '../evaluation/monotone.js';

function logarithmOf(
  name: string,
  base: bigint,
  lnOfBase: (p: number) => bigint,
): FunctionDefinition {
  const divisor = (p: number): Enclosure => {
    const floor = lnOfBase(p);
    return fromExactEnds(dyadic(floor, -p), dyadic(floor + 1n, -p));
  };
  const rough = divisor(80);

  /** The quotient of two logarithms, the divisor to as many bits as the dividend has significant. */
  const at = (x: Dyadic, grid: number): Ends => {
    const dividend = encloseEnds(lnAt(x, grid - 3), grid - 3);
    const lo = lowerEnd(dividend)!;
    const hi = upperEnd(dividend)!;
    if (lo.m === 0n && hi.m === 0n) return { lo, hi, own: -Infinity };
    const top = topExponent(max(absolute(lo), absolute(hi)));
    const unit = unitExponent(grid, top);
    return endsOf(divide(dividend, divisor(top - unit + 4), unit));
  };

  return monotone(
    {
      name,
      rising: true,
      domain: POSITIVE,
      at,
      derivative: (x) => divide(divide(point(ONE), x, Infinity), rough, Infinity),
      estimate: estimateOf(
        (x) => Math.log(x) / Math.log(Number(base)),
        (x) => 1 / (x * Math.log(Number(base))),
      ),
    },
    {
      fold: ([x]) => {
        partInside(name, fromRational(x!, Infinity), POSITIVE);
        return exponentIn(x!, base);
      },
    },
  );
}

/** The integer k with `x = base^k`, for a base of 2 or 10, if there is one. */
function exponentIn(x: Rational, base: bigint): Rational | undefined {
  if (x.d !== 1n) {
    const k = x.n === 1n ? exponentIn({ n: x.d, d: 1n }, base) : undefined;
    return k && { n: -k.n, d: 1n };
  }
  const guess = Math.round((bitLength(x.n) - 1) / Math.log2(Number(base)));
  for (const k of [guess - 1, guess, guess + 1]) {
    if (k >= 0 && base ** BigInt(k) === x.n) return { n: BigInt(k), d: 1n };
  }
  return undefined;
}

export const log2 = logarithmOf('log2', 2n, ln2Fixed);
export const log10 = logarithmOf('log10', 10n, ln10Fixed);
