/** The laws as tests of jest: `node --experimental-vm-modules node_modules/jest/bin/jest.js own.jest.test.js`. */
import { test } from '@jest/globals';
import fc from 'fast-check';
import { combinatorLaws, refinerLaws } from 'pincer/testing';
import { cube, mean, third } from './own.js';

const inputs = [fc.integer({ min: -99, max: 99 })];
const cubed = refinerLaws(fc, cube, { inputs, value: ([x]) => ({ n: x!.n ** 3n, d: x!.d ** 3n }) });
const meant = combinatorLaws(fc, mean, { inputs: [...inputs, ...inputs] });

test.each(cubed)('cube keeps the law of $name', ({ property }) => {
  fc.assert(property, { numRuns: 20 });
});
test.each(meant)('mean keeps the law of $name', ({ property }) => {
  fc.assert(property, { numRuns: 20 });
});
test.each(refinerLaws(fc, third, { value: () => '1/3' }))('third: $name', ({ property }) => {
  fc.assert(property, { numRuns: 20 });
});
