/**
 * Inverse sine, cosine and tangent, and the angle of a point.
 *
 * The tables of special values are read backwards, by the form. The arc tangent of a rational n/d is the argument
 * of d + n i, a sum of arguments of Gaussian factors (Machin's formulas follow; Todd, "A problem on arc tangent
 * relations", Amer. Math. Monthly 56, 1949).
 */
import { mignitudeLog2 } from '../../exact/enclosure/enclosure.js';
import type { Rational } from '../../exact/rational.js';
import { ratNegate, ratSubtract } from '../../exact/rational.js';
import { atomForm, constant, negate, scale, sum, wholePower } from '../form/arithmetic.js';
import { UNIT } from '../form/coefficient.js';
import { constantOf, EMPTY, sameForm } from '../form/form.js';
import type { Form } from '../form/form.js';
import { quotient, reciprocalForm } from '../form/primitive.js';
import type { Ring } from '../form/ring.js';
import { POSITIVE } from '../form/sign.js';
import { unlessTooLarge } from '../work.js';
import { cosineOfTurn, piForm } from './circle.js';
import { rationalPower, rootForm } from './root.js';
import { signOf, unary } from './rule.js';
import type { Rule } from './rule.js';

const HALF: Rational = { n: 1n, d: 2n };

/** Where the sine has special values, from 0 to pi/2, in multiples of pi. */
const SPECIAL_SINES: readonly Rational[] = [
  { n: 1n, d: 2n },
  { n: 1n, d: 6n },
  { n: 1n, d: 4n },
  { n: 1n, d: 3n },
  { n: 1n, d: 10n },
  { n: 3n, d: 10n },
  { n: 1n, d: 12n },
  { n: 5n, d: 12n },
];

/** tan(turn pi) = whole + sign sqrt(radicand). */
const SPECIAL_TANGENTS: readonly {
  readonly turn: Rational;
  readonly whole: bigint;
  readonly radicand: Rational;
  readonly sign: 1n | -1n;
}[] = [
  { turn: { n: 1n, d: 3n }, whole: 0n, radicand: { n: 3n, d: 1n }, sign: 1n },
  { turn: { n: 1n, d: 6n }, whole: 0n, radicand: { n: 1n, d: 3n }, sign: 1n },
  { turn: { n: 1n, d: 8n }, whole: -1n, radicand: { n: 2n, d: 1n }, sign: 1n },
  { turn: { n: 3n, d: 8n }, whole: 1n, radicand: { n: 2n, d: 1n }, sign: 1n },
  { turn: { n: 1n, d: 12n }, whole: 2n, radicand: { n: 3n, d: 1n }, sign: -1n },
  { turn: { n: 5n, d: 12n }, whole: 2n, radicand: { n: 3n, d: 1n }, sign: 1n },
];

/** Both functions are odd: the first coefficient is made positive. */
function odd(form: Form, ofUpright: (form: Form) => Form): Form {
  const [first] = form;
  if (first === undefined) return EMPTY;
  return first.coefficient.n > 0n ? ofUpright(form) : negate(ofUpright(negate(form)));
}

function asinForm(ring: Ring, form: Form): Form {
  return odd(
    form,
    (x) => specialAsin(ring, x) ?? asinOfRational(ring, x) ?? callOf(ring, 'asin', x),
  );
}

function callOf(ring: Ring, name: string, form: Form): Form {
  return atomForm(ring, ring.atom({ kind: 'call', name, of: [form], n: 0 }, 0));
}

function specialAsin(ring: Ring, x: Form): Form | undefined {
  const [first] = x;
  const [atom] = first?.monomial.atoms ?? [];
  // The special values have one term or two, of square roots; those of other angles are cosines.
  if (first === undefined || x.length > 2) return undefined;
  if (atom?.kind === 'cosine') {
    const { n, d } = atom.turn;
    const turn = { n: BigInt(n), d: BigInt(d) };
    return sameForm(x, cosineOfTurn(ring, turn))
      ? piForm(ring, ratSubtract(HALF, turn))
      : undefined;
  }
  const turn = SPECIAL_SINES.find((each) => {
    const value = cosineOfTurn(ring, ratSubtract(HALF, each));
    return sameForm(x, value) || sameForm(x, negate(value));
  });
  if (turn === undefined) return undefined;
  return piForm(
    ring,
    sameForm(x, cosineOfTurn(ring, ratSubtract(HALF, turn))) ? turn : ratNegate(turn),
  );
}

/** asin x = atan(x / sqrt(1 - x^2)), for a rational x between -1 and 1 whose cosine is rational. */
function asinOfRational(ring: Ring, x: Form): Form | undefined {
  if (constantOf(x) === undefined) return undefined;
  const square = sum(ring, [constant(ring, UNIT), negate(wholePower(ring, x, 2))]);
  const cosine = unlessTooLarge(() => rootForm(ring, square, 2, 1));
  const cos = cosine && constantOf(cosine);
  if (cos === undefined || cos.n <= 0n) return undefined;
  return atanForm(ring, quotient(ring, x, constant(ring, cos), [0, POSITIVE]));
}

function atanForm(ring: Ring, form: Form): Form {
  return odd(form, (x) => {
    const slope = constantOf(x);
    if (slope === undefined) return specialAtan(ring, x) ?? callOf(ring, 'atan', x);
    return unlessTooLarge(() => atanOfRational(ring, slope)) ?? callOf(ring, 'atan', x);
  });
}

function specialAtan(ring: Ring, x: Form): Form | undefined {
  if (x.length > 2) return undefined;
  const found = SPECIAL_TANGENTS.map(({ turn, whole, radicand, sign }) => {
    const root = scale(ring, rationalPower(ring, radicand, { n: 1, d: 2 }), { n: sign, d: 1n });
    const value = sum(ring, [constant(ring, { n: whole, d: 1n }), root]);
    if (sameForm(x, value)) return turn;
    return sameForm(x, negate(value)) ? ratNegate(turn) : undefined;
  }).find((turn) => turn !== undefined);
  return found && piForm(ring, found);
}

function atanOfRational(ring: Ring, slope: Rational): Form {
  const { quarters, factors } = ring.arguments.arctangent(slope);
  return sum(ring, [
    piForm(ring, { n: BigInt(quarters), d: 4n }),
    ...factors.map(({ factor, times }) =>
      scale(ring, atomForm(ring, ring.atom({ kind: 'argument', of: factor }, POSITIVE)), {
        n: BigInt(times),
        d: 1n,
      }),
    ),
  ]);
}

export const inverseSine = unary(asinForm);

/**
 * Of one term x beyond 1 the arc tangent is `pi/2 - atan(1/x)`, below -1 `-pi/2 - atan(1/x)`: of a number and its
 * reciprocal one is taken.
 */
export const inverseTangent: Rule = (ring, [x]) => {
  const { form, bounds } = x!;
  const sign = signOf(x!);
  if (form.length !== 1 || Math.abs(sign) !== POSITIVE || mignitudeLog2(bounds) <= 0) {
    return atanForm(ring, form);
  }
  const inner = atanForm(ring, reciprocalForm(ring, form, sign));
  return sum(ring, [piForm(ring, { n: sign > 0 ? 1n : -1n, d: 2n }), negate(inner)]);
};

export const inverseCosine = unary((ring, x) =>
  sum(ring, [piForm(ring, HALF), negate(asinForm(ring, x))]),
);

/**
 * The angle of (x, y), from -pi exclusive to pi: right of the y axis it is atan(y / x), above the x axis
 * pi/2 - atan(x / y), below it -pi/2 - atan(x / y), and on the negative x axis pi.
 */
export const angle: Rule = (ring, [y, x]) => {
  const ofX = signOf(x!);
  const ofY = signOf(y!);
  if (ofX === 2) return atanForm(ring, quotient(ring, y!.form, x!.form, [ofY, ofX]));
  if (ofY === 2 || ofY === -2) {
    const inner = atanForm(ring, quotient(ring, x!.form, y!.form, [ofX, ofY]));
    return sum(ring, [piForm(ring, { n: ofY > 0 ? 1n : -1n, d: 2n }), negate(inner)]);
  }
  return ofX === -2 && y!.form.length === 0 ? piForm(ring) : undefined;
};
