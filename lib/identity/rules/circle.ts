/**
 * Sine, cosine and tangent.
 *
 * The argument is taken apart as `G + r pi`. Rational multiples of pi give radicals or an atom; of the others
 * quarter turns are taken out, and the sign of G is that of its first coefficient (the sine is odd, the cosine
 * even). Special values: cos(r pi) at the denominators 1 to 6 and 12; it is rational at 1, 2 and 3 alone
 * (Niven, "Irrational numbers", 1956, section 3.5).
 */
import type { Rational } from '../../exact/rational.js';
import { ratAdd, ratFloor, ratMultiply, ratNegate, ratSubtract } from '../../exact/rational.js';
import {
  atomForm,
  constant,
  negate,
  product,
  scale,
  subtract,
  sum,
  wholePower,
} from '../form/arithmetic.js';
import { UNIT } from '../form/coefficient.js';
import { exponentOf } from '../form/exponent.js';
import { constantOf, EMPTY } from '../form/form.js';
import type { Form, Term, Monomial } from '../form/form.js';
import { quotient } from '../form/primitive.js';
import type { Ring } from '../form/ring.js';
import { POSITIVE } from '../form/sign.js';
import { tooLarge, unlessTooLarge } from '../work.js';
import { rationalPower, rootForm } from './root.js';
import { unary } from './rule.js';

const HALF: Rational = { n: 1n, d: 2n };

/** pi as a form. */
export function piForm(ring: Ring, times: Rational = UNIT): Form {
  return scale(ring, atomForm(ring, ring.atom({ kind: 'pi' }, POSITIVE)), times);
}

/** `form = rest + turn pi`. */
function splitTurn(ring: Ring, form: Form): { readonly turn: Rational; readonly rest: Form } {
  const pi = piForm(ring)[0]!.monomial;
  const term = form.find(({ monomial }) => monomial === pi);
  if (term === undefined) return { turn: { n: 0n, d: 1n }, rest: form };
  return { turn: term.coefficient, rest: form.filter((each) => each !== term) };
}

function squareRoot(ring: Ring, n: bigint): Form {
  return rationalPower(ring, { n, d: 1n }, { n: 1, d: 2 });
}

/** `(a + b) / 4` or `(a - b) / 4`. */
function quarterOf(ring: Ring, a: Form, b: Form): Form {
  return scale(ring, sum(ring, [a, b]), { n: 1n, d: 4n });
}

/** `cos(turn pi)` for 0 <= turn <= 1/2. */
function cosineOfAcute(ring: Ring, turn: Rational): Form {
  switch (`${String(turn.n)}/${String(turn.d)}`) {
    case '0/1':
      return constant(ring, UNIT);
    case '1/2':
      return EMPTY;
    case '1/3':
      return constant(ring, HALF);
    case '1/4':
      return scale(ring, squareRoot(ring, 2n), HALF);
    case '1/5':
      return quarterOf(ring, squareRoot(ring, 5n), constant(ring, UNIT));
    case '2/5':
      return quarterOf(ring, squareRoot(ring, 5n), negate(constant(ring, UNIT)));
    case '1/6':
      return scale(ring, squareRoot(ring, 3n), HALF);
    case '1/12':
      return quarterOf(ring, squareRoot(ring, 6n), squareRoot(ring, 2n));
    case '5/12':
      return quarterOf(ring, squareRoot(ring, 6n), negate(squareRoot(ring, 2n)));
    default:
      return atomForm(ring, ring.atom({ kind: 'cosine', turn: exponentOf(turn) }, POSITIVE));
  }
}

/** `cos(turn pi)`: period 2, even, and symmetric about 1 but for the sign about 1/2. */
export function cosineOfTurn(ring: Ring, turn: Rational): Form {
  const whole = ratFloor(ratMultiply(turn, HALF));
  let t = ratSubtract(turn, { n: 2n * whole, d: 1n });
  if (t.n > t.d) t = ratSubtract({ n: 2n, d: 1n }, t);
  if (2n * t.n <= t.d) return cosineOfAcute(ring, t);
  return negate(cosineOfAcute(ring, ratSubtract(UNIT, t)));
}

interface CirclePoint {
  readonly cos: Form;
  readonly sin: Form;
}

/** What the many small forms of a point cost beside their terms. */
const POINT_UNITS = 60;

function circlePoint(ring: Ring, form: Form): CirclePoint {
  ring.work.charge(POINT_UNITS);
  const { turn, rest } = splitTurn(ring, form);
  const [first] = rest;
  if (first === undefined) {
    return { cos: cosineOfTurn(ring, turn), sin: cosineOfTurn(ring, ratSubtract(HALF, turn)) };
  }
  if (first.coefficient.n > 0n) return turnedPoint(ring, rest, turn);
  const { cos, sin } = turnedPoint(ring, negate(rest), ratNegate(turn));
  return { cos, sin: negate(sin) };
}

/** The point at `rest + turn pi`, the quarter turns taken out. */
function turnedPoint(ring: Ring, rest: Form, turn: Rational): CirclePoint {
  const quarters = ratFloor(ratAdd(turn, turn));
  const left = ratSubtract(turn, { n: quarters, d: 2n });
  const { cos, sin } = basicPoint(ring, rest, left);
  switch (Number(BigInt.asUintN(2, quarters))) {
    case 0:
      return { cos, sin };
    case 1:
      return { cos: negate(sin), sin: cos };
    case 2:
      return { cos: negate(cos), sin: negate(sin) };
    default:
      return { cos: sin, sin: negate(cos) };
  }
}

function basicPoint(ring: Ring, rest: Form, turn: Rational): CirclePoint {
  const known = unlessTooLarge(() => pointOfInverses(ring, rest, turn));
  if (known !== undefined) return known;
  const argument = sum(ring, [rest, piForm(ring, turn)]);
  const call = (name: string): Form =>
    atomForm(ring, ring.atom({ kind: 'call', name, of: [argument], n: 0 }, 0));
  return { cos: call('cos'), sin: call('sin') };
}

/** Multiples beyond this are left in the argument. */
const MOST_MULTIPLES = 16n;

/**
 * The point of an argument that has whole multiples of angles whose points are known, by the addition theorems.
 *
 * @returns undefined of one that has none.
 */
function pointOfInverses(ring: Ring, form: Form, turn: Rational): CirclePoint | undefined {
  const others: Term[] = [];
  let point: CirclePoint | undefined;
  for (const term of form) {
    const { n, d } = term.coefficient;
    const times = n < 0n ? -n : n;
    const single =
      d === 1n && times <= MOST_MULTIPLES ? pointOfInverse(ring, term.monomial) : undefined;
    if (single === undefined) {
      others.push(term);
      continue;
    }
    const turned = n < 0n ? { cos: single.cos, sin: negate(single.sin) } : single;
    for (let i = 0n; i < times; i++)
      point = point === undefined ? turned : added(ring, point, turned);
  }
  if (point === undefined) return undefined;
  return added(ring, point, circlePoint(ring, sum(ring, [others, piForm(ring, turn)])));
}

/** The point at the sum of two angles. */
function added(ring: Ring, a: CirclePoint, b: CirclePoint): CirclePoint {
  return {
    cos: subtract(ring, product(ring, a.cos, b.cos), product(ring, a.sin, b.sin)),
    sin: sum(ring, [product(ring, a.sin, b.cos), product(ring, a.cos, b.sin)]),
  };
}

/** The point at asin A, atan A or the argument of a Gaussian integer, by Pythagoras; both cosines are at least 0. */
function pointOfInverse(ring: Ring, { atoms, exponents }: Monomial): CirclePoint | undefined {
  const [atom] = atoms;
  const [power] = exponents;
  if (atom === undefined || atoms.length > 1 || power?.n !== 1 || power.d !== 1) return undefined;
  if (atom.kind === 'argument') {
    const { re, im } = atom.of;
    const radius = rationalPower(ring, { n: re * re + im * im, d: 1n }, { n: -1, d: 2 });
    return {
      cos: scale(ring, radius, { n: re, d: 1n }),
      sin: scale(ring, radius, { n: im, d: 1n }),
    };
  }
  const [a] = atom.kind === 'call' ? atom.of : [];
  if (atom.kind !== 'call' || a === undefined) return undefined;
  const one = constant(ring, UNIT);
  const square = wholePower(ring, a, 2);
  if (atom.name === 'asin') {
    const cos = rootForm(ring, subtract(ring, one, square), 2, 1);
    return cos && { cos, sin: a };
  }
  if (atom.name !== 'atan') return undefined;
  const secant = rootForm(ring, sum(ring, [one, square]), 2, POSITIVE);
  if (secant === undefined) return undefined;
  const cos = quotient(ring, one, secant, [POSITIVE, POSITIVE]);
  return { cos, sin: product(ring, a, cos) };
}

export const cosine = unary((ring, x) => circlePoint(ring, x).cos);
export const sine = unary((ring, x) => circlePoint(ring, x).sin);

export const tangent = unary((ring, x) => {
  const { cos, sin } = circlePoint(ring, x);
  return cos.length === 0 ? tooLarge() : quotient(ring, sin, cos, [0, 0]);
});

/** Whether a form is a pole of the tangent, and which: the odd multiple of pi/2. */
export function poleOfTangent(ring: Ring, form: Form): Rational | undefined {
  const { turn, rest } = splitTurn(ring, form);
  return constantOf(rest)?.n === 0n && turn.d === 2n ? turn : undefined;
}
