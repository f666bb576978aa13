import { claimed } from './claim.js';
import type { Combinator } from './combinator.js';
import { datumConstant } from './datum.js';
import { negation } from './negation.js';
import { productCombinator } from './product.js';
import { quotient } from './quotient.js';
import { rationalConstant } from './rational.js';
import { sumCombinator } from './sum.js';
import { integerPower } from './integer-power.js';
import { absoluteValue, maximumOf, minimumOf } from './min-max.js';

/** Every combinator. The library names each one that it uses; specs and benches go through all. @internal */
export const combinators: readonly Combinator<never>[] = [
  rationalConstant,
  datumConstant,
  sumCombinator,
  negation,
  productCombinator,
  quotient,
  integerPower,
  absoluteValue,
  minimumOf,
  maximumOf,
  claimed,
];

export {
  absoluteValue,
  claimed,
  datumConstant,
  integerPower,
  maximumOf,
  minimumOf,
  negation,
  productCombinator,
  quotient,
  rationalConstant,
  sumCombinator,
};
