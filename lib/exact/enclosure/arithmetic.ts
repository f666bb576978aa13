/**
 * Arithmetic on enclosures of every kind.
 *
 * Laws
 * 1. The result contains `f(x, y)` for every point `x` of `a` and `y` of `b`. The points are real
 *    numbers: an infinite end is not one of them, so zero times anything is zero.
 * 2. It is the exact image, rounded outward to the grid (laws 2 and 3 of outward.ts): every end keeps 64
 *    significant bits or more, and what lay inside lies inside afterwards. Operands that are longer than the
 *    result needs are cut first, unless the cut could change the result. (Powers and products of many factors
 *    are rounded on the way, to 40 bits more than the result keeps; terms more than 2^16 binary places apart
 *    are cut to that length before they are added.)
 * 3. Signs are exact: no end crosses zero, and even powers and absolute values are at least zero.
 * 4. `negate`, `absolute`, `minimum` and `maximum` do not round.
 */
export { negate } from './ends.js';
export { absolute, maximum, minimum } from './meet-join.js';
export { power } from './power.js';
export { multiply, product, square } from './product.js';
export { divide } from './quotient.js';
export { add, subtract, sum } from './sum.js';
