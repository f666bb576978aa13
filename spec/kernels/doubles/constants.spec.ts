import { expect, test } from '@jest/globals';
import { eFixed, phiFixed, piFixed } from '#lib/kernels/constants.js';
import type { DoubleBounds } from '#lib/kernels/doubles/bounds.js';
import { E, HALF_PI, LN10, LN2, PHI, PI } from '#lib/kernels/doubles/constants.js';
import { ln10Fixed, ln2Fixed } from '#lib/kernels/reduction/prime-logarithms.js';
import { fromDouble } from '#lib/exact/double.js';
import { floorTo } from '#lib/exact/dyadic.js';

const P = 200;
test.each<[string, DoubleBounds, (p: number) => bigint]>([
  ['pi', PI, piFixed],
  ['pi / 2', HALF_PI, (p) => piFixed(p + 1) >> 2n],
  ['e', E, eFixed],
  ['ln 2', LN2, ln2Fixed],
  ['ln 10', LN10, ln10Fixed],
  ['the golden ratio', PHI, phiFixed],
])('%s lies between neighbouring doubles', (_name, { lo, hi }, fixed) => {
  const value = fixed(P);
  expect(floorTo(fromDouble(lo), -P)).toBeLessThan(value);
  expect(floorTo(fromDouble(hi), -P)).toBeGreaterThan(value);
  expect([hi, lo].includes((lo + hi) / 2)).toBe(true);
});
