/**
 * Which rule a node has. Operators are recognised by the object, functions by the definition that their refiner was
 * made of, never by a name: a refiner of somebody's own is no sine, whatever it is called.
 */
import {
  absoluteValue,
  integerPower as integerPowerCombinator,
  maximumOf,
  minimumOf,
  negation as negationCombinator,
  productCombinator,
  quotient as quotientCombinator,
  sumCombinator,
} from '../../combinators/index.js';
import type { Kind } from '../../graph/kind.js';
import { e, ln2, phi, pi } from '../../refiners/constants/index.js';
import { definitionOf } from '../../refiners/function-refiner.js';
import { functions } from '../../refiners/functions/index.js';
import { constant, scale, sum } from '../form/arithmetic.js';
import { UNIT } from '../form/coefficient.js';
import * as angles from './angle.js';
import * as arithmetic from './arithmetic.js';
import * as circle from './circle.js';
import * as exponential from './exponential.js';
import { hypotenuse, nthRoot, rationalPower } from './root.js';
import type { Rule } from './rule.js';
import * as steps from './steps.js';

/** By the names of the built-in functions. */
const FUNCTIONS: Readonly<Record<string, Rule>> = {
  nthRoot,
  hypot: hypotenuse,
  exp: exponential.exponential,
  ln: exponential.logarithm,
  log2: exponential.logarithmTo2,
  log10: exponential.logarithmTo10,
  pow: exponential.power,
  sinh: exponential.hyperbolicSine,
  cosh: exponential.hyperbolicCosine,
  tanh: exponential.hyperbolicTangent,
  asinh: exponential.inverseHyperbolicSine,
  acosh: exponential.inverseHyperbolicCosine,
  atanh: exponential.inverseHyperbolicTangent,
  sin: circle.sine,
  cos: circle.cosine,
  tan: circle.tangent,
  asin: angles.inverseSine,
  acos: angles.inverseCosine,
  atan: angles.inverseTangent,
  atan2: angles.angle,
  sign: steps.sign,
  floor: steps.floor,
  ceil: steps.ceil,
  round: steps.round,
  trunc: steps.trunc,
  mod: steps.modulo,
};

const RULES: ReadonlyMap<unknown, Rule> = new Map<unknown, Rule>([
  [sumCombinator, arithmetic.addition],
  [negationCombinator, arithmetic.negation],
  [productCombinator, arithmetic.multiplication],
  [quotientCombinator, arithmetic.division],
  [integerPowerCombinator, arithmetic.integerPower],
  [absoluteValue, arithmetic.absolute],
  [minimumOf, arithmetic.minimum],
  [maximumOf, arithmetic.maximum],
  [pi, (ring) => circle.piForm(ring)],
  [e, (ring) => exponential.expForm(ring, constant(ring, UNIT))],
  [ln2, (ring) => exponential.lnOfInteger(ring, 2n)],
  [
    phi,
    (ring) => {
      const root = rationalPower(ring, { n: 5n, d: 1n }, { n: 1, d: 2 });
      return scale(ring, sum(ring, [constant(ring, UNIT), root]), { n: 1n, d: 2n });
    },
  ],
  ...functions.map((f): [unknown, Rule] => {
    const rule = FUNCTIONS[f.name];
    if (rule === undefined) throw new RangeError(`rules: the function ${f.name} has none`);
    return [f, rule];
  }),
]);

/** The rule of a kind of node; undefined of a rational, a datum, a source and a refiner of somebody's own. */
export function ruleOf(kind: Kind): Rule | undefined {
  if (kind.type === 'combinator') return RULES.get(kind.combinator);
  return RULES.get(definitionOf(kind.refiner) ?? kind.refiner);
}

/** Whether a kind is the tangent. */
export function isTangent(kind: Kind): boolean {
  return ruleOf(kind) === circle.tangent;
}
