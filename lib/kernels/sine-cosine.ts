/** Sine and cosine in fixed point, and the reduction of any argument to the first octants. */
import { floorTo, topExponent } from '../exact/dyadic.js';
import type { Dyadic } from '../exact/dyadic.js';
import { bitLength, divideFloor, rootFloor } from '../exact/integer.js';
import { checkpoint } from '../exact/interruption.js';
import { LONG, sinCosBurst } from './bit-burst.js';
import { piFixed } from './constants.js';
import { halvings } from './exponential.js';
import { roundShift } from './fixed.js';
import { seriesFixed } from './taylor.js';

export interface SineCosine {
  readonly sin: bigint;
  readonly cos: bigint;
}

/**
 * `sin(x)` and `cos(x)` for `-1 <= x <= 1`; of long numbers by `sinCosBurst`.
 *
 * With c(k) = cos(x 2^(k - j)) - 1: the power series in the square gives c(0), then
 * c(k+1) = 2 c(k) (c(k) + 2) gives c(j), and sin(x)^2 = -c (c + 2).
 *
 * Error in units of 2^-w: c(0) is off by D <= 7 (w / 2j + 2) + 1 <= 8p, as for `expFixed`; a doubling
 * takes an error d to at most 4 d + 2 d^2 2^-w + 2 <= 4 d + 3, because |4 (c + 1)| <= 4; so
 * c(j) is off by less than d = 4^j (D + 1). The square of the sine is then off by at most 2 d + 2,
 * and its root by that over sin |x|, where sin |x| >= 0.84 |x| >= 2^-(t + 2) for |x| >= 2^-(t + 1), plus 1.
 * The guard makes 2^(t + 4) d less than half a unit of 2^-p.
 */
export function sinCosFixed(x: bigint, p: number): SineCosine {
  const magnitude = x < 0n ? -x : x;
  // x^2 < 2^-p: cos x = 1 and sin x = x to less than a unit.
  const length = bitLength(magnitude);
  if (2 * length <= p) return { sin: x, cos: 1n << BigInt(p) };
  if (p >= LONG.sinCos) {
    const { sin, cos } = sinCosBurst(magnitude, p);
    return { sin: x < 0n ? -sin : sin, cos };
  }
  const t = p - length;
  const j = halvings(p, 1.1);
  const guard = 2 * j + 10 + bitLength(BigInt(p)) + t;
  const w = p + guard;
  const shift = BigInt(w);
  const wide = magnitude << BigInt(guard);
  const square = (wide * wide) >> BigInt(w + 2 * j);
  let c = seriesFixed(square, w, (k) => (2 * k - 1) * (2 * k), true);
  for (let k = 0; k < j; k++) {
    checkpoint(w);
    c = (((c * c) >> shift) + 2n * c) << 1n;
  }
  const sin = rootFloor(-c * (c + (2n << shift)), 2);
  const sine = roundShift(sin, guard);
  return { sin: x < 0n ? -sine : sine, cos: (1n << BigInt(p)) + roundShift(c, guard) };
}

/** `x = quarter * pi/2 + rest * 2^-p`, to less than 2 units, with `|rest| * 2^-p` at most pi/4 and 2 units. */
export interface Quarter {
  readonly quarter: bigint;
  readonly rest: bigint;
}

/**
 * Subtracts from `x` its nearest multiple of pi/2.
 *
 * In units of 2^-w, w = p + 3: cutting x loses less than 1. With H = floor(pi 2^(w + T)), |x| < 2^T,
 * the multiple q pi/2 is q H / 2^(T + 1): |q| < 2^T, so H's error of less than 1 comes to less than 1,
 * and the shift loses less than 1. Rounding to p adds half a unit of 2^-p, which makes 7/8.
 */
export function reduceQuarter(x: Dyadic, p: number): Quarter {
  const top = Math.max(1, topExponent(x));
  const w = p + 3;
  const fixed = floorTo(x, -w);
  if (top === 1 && bitLength(fixed) < w) return { quarter: 0n, rest: roundShift(fixed, 3) };
  const pi = piFixed(w + top);
  const quarter = divideFloor((fixed << BigInt(top + 2)) + pi, 2n * pi);
  const rest = fixed - ((quarter * pi) >> BigInt(top + 1));
  return { quarter, rest: roundShift(rest, 3) };
}
