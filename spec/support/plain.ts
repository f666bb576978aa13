/** Random plain data: every kind of leaf, and keys that a codec may stumble over. */
import fc from 'fast-check';
import type { Plain } from '#lib/refiners/refiner.js';

const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, 0),
  fc.string({ unit: 'binary' }),
  fc.bigInt(),
);
const key = fc.oneof(
  fc.string(),
  fc.constantFrom('$bigint', '$number', '$$bigint', '$', '__proto__', 'constructor'),
);
export const plain: fc.Arbitrary<Plain> = fc.letrec<{ tree: Plain }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('tree')),
    fc.dictionary(key, tie('tree'), { noNullPrototype: true }),
  ),
})).tree;
