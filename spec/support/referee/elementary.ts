/**
 * exp, ln, sine, cosine, arctangent and pi by textbook series on decimal fixed point: decimal.js knows pi
 * and ln 10 to 1,025 digits only, and takes a hundred milliseconds for one of them at 700.
 */
import type { Decimal } from 'decimal.js';
import { Inconclusive } from './approximation.js';

type Numbers = typeof Decimal;

/** Digits beyond which nothing is computed. */
const MOST_DIGITS = 6000;

/** Digits computed beyond those of the result. */
const GUARD = 15;

const unitOf = (digits: number): bigint => 10n ** BigInt(digits);

/** Digits to compute with for a result of the precision of D, `extra` of them lost on the way. */
function digitsFor(D: Numbers, extra: number): number {
  const digits = Math.ceil((D.precision + extra + GUARD) / 50) * 50;
  if (digits > MOST_DIGITS) throw new Inconclusive('an argument too far from 1');
  return digits;
}

/** The digits of a Decimal are exact text, and moved, not computed. */
function toUnits(x: Decimal, digits: number): bigint {
  const [mantissa = '0', exponent = '0'] = x.toExponential().split('e');
  const [whole = '0', part = ''] = mantissa.split('.');
  const shift = Number(exponent) - part.length + digits;
  const units = BigInt(whole + part);
  return shift >= 0 ? units * unitOf(shift) : units / unitOf(-shift);
}

function fromUnits(D: Numbers, units: bigint, digits: number): Decimal {
  return new D(`${units.toString()}e${String(-digits)}`);
}

/** Computes once per number of digits. */
function kept(compute: (digits: number) => bigint): (digits: number) => bigint {
  const known = new Map<number, bigint>();
  return (digits) => {
    let found = known.get(digits);
    if (found === undefined) known.set(digits, (found = compute(digits + GUARD) / unitOf(GUARD)));
    return found;
  };
}

/** atan(1/n), or for `sign` 1 atanh(1/n). */
function inverse(n: bigint, digits: number, sign: 1n | -1n): bigint {
  let power = unitOf(digits) / n;
  let sum = 0n;
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += power / k;
    power = (sign * power) / (n * n);
  }
  return sum;
}

/** Pi in units of 10^-digits, by Machin's formula (1706). */
export const piFixed = kept(
  (digits) => 16n * inverse(5n, digits, -1n) - 4n * inverse(239n, digits, -1n),
);

const ln10Fixed = kept(
  (digits) =>
    46n * inverse(31n, digits, 1n) +
    34n * inverse(49n, digits, 1n) +
    20n * inverse(161n, digits, 1n),
);

export function piOf(D: Numbers): Decimal {
  const digits = digitsFor(D, 0);
  return fromUnits(D, piFixed(digits), digits);
}

/** exp of a fixed-point number up to about 3, by Taylor's series after 16 halvings. */
function expFixed(x: bigint, digits: number): bigint {
  const unit = unitOf(digits + 10);
  const reduced = (x * unitOf(10)) >> 16n;
  let sum = unit;
  let term = unit;
  for (let k = 1n; term !== 0n; k++) {
    term = (term * reduced) / unit / k;
    sum += term;
  }
  for (let i = 0; i < 16; i++) sum = (sum * sum) / unit;
  return sum / unitOf(10);
}

/** Both for a fixed-point number up to about 1. */
function circleFixed(x: bigint, digits: number): { sin: bigint; cos: bigint } {
  const unit = unitOf(digits);
  const square = (x * x) / unit;
  let sin = 0n;
  let cos = 0n;
  let term = unit;
  for (let k = 1n; term !== 0n; k += 2n) {
    cos += term;
    sin += (term * x) / unit / k;
    term = -(term * square) / unit / (k * (k + 1n));
  }
  return { sin, cos };
}

export function expOf(D: Numbers, x: Decimal): Decimal {
  if (2 * x.e < -D.precision - 5) return x.plus(1);
  const digits = digitsFor(D, Math.max(0, x.e));
  const ln10 = ln10Fixed(digits);
  const units = toUnits(x, digits);
  const k = units / ln10;
  return fromUnits(D, expFixed(units - k * ln10, digits), digits - Number(k));
}

/** Newton's iteration of Halley's kind on exp: each round triples the digits. */
export function lnOf(D: Numbers, x: Decimal): Decimal {
  const distance = x.minus(1);
  if (2 * distance.e < -D.precision - 5) return distance;
  const digits = digitsFor(D, Math.max(0, -distance.e, Math.ceil(Math.log10(Math.abs(x.e) + 1))));
  // In [0.3, 3.2) after the powers of ten.
  const k = x.e + (Number(x.toExponential().split('e')[0]) >= 3.2 ? 1 : 0);
  const m = toUnits(x, digits - k);
  const y = iterate(digits, Math.log(Number(m / unitOf(digits - 20)) / 1e20), (guess, at) => {
    const here = m / unitOf(digits - at);
    const power = expFixed(guess, at);
    return (2n * (here - power) * unitOf(at)) / (here + power);
  });
  return fromUnits(D, y + BigInt(k) * ln10Fixed(digits), digits);
}

export function atanOf(D: Numbers, x: Decimal): Decimal {
  if (2 * x.e < -D.precision - 5) return x;
  if (x.abs().gt(1)) {
    const quarter = piOf(D).div(2);
    return (x.s < 0 ? quarter.neg() : quarter).minus(atanOf(D, new D(1).div(x)));
  }
  const digits = digitsFor(D, -x.e);
  const units = toUnits(x, digits);
  const y = iterate(digits, Math.atan(x.toNumber()), (guess, at) => {
    const here = units / unitOf(digits - at);
    const unit = unitOf(at);
    const { sin, cos } = circleFixed(guess, at);
    return ((here * cos - sin * unit) * unit) / (cos * unit + here * sin);
  });
  return fromUnits(D, y, digits);
}

/** A double, then corrections that triple the digits that are right. */
function iterate(
  digits: number,
  start: number,
  correction: (guess: bigint, digits: number) => bigint,
): bigint {
  let at = 45;
  let guess = BigInt(Math.round(start * 1e15)) * unitOf(at - 15);
  for (let right = 14; ; right = 3 * right - 2) {
    guess += correction(guess, at);
    if (at === digits && right >= digits) return guess;
    const next = Math.min(digits, 9 * right);
    guess *= unitOf(next - at);
    at = next;
  }
}

/** Each to the precision of D relative to min(1, |x|). */
export function circleOf(D: Numbers, x: Decimal): { sin: Decimal; cos: Decimal } {
  if (x.isZero() || 2 * x.e < -D.precision - 5)
    return { sin: x, cos: new D(1).minus(x.times(x).div(2)) };
  const digits = digitsFor(D, Math.abs(x.e));
  const units = toUnits(x, digits);
  // Twice the digits: the quarters are as long as the argument.
  const pi = piFixed(2 * digits);
  const half = pi / (2n * unitOf(digits));
  const quarter = (2n * units + (units < 0n ? -half : half)) / (2n * half);
  const rest = units - (quarter * pi) / (2n * unitOf(digits));
  const { sin, cos } = circleFixed(rest, digits);
  const turned = [
    [sin, cos],
    [cos, -sin],
    [-sin, -cos],
    [-cos, sin],
  ] as const;
  const [s, c] = turned[Number(((quarter % 4n) + 4n) % 4n)]!;
  return { sin: fromUnits(D, s, digits), cos: fromUnits(D, c, digits) };
}
