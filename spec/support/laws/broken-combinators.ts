/** Combinators with one fault each, and the law that names it. */
import fc from 'fast-check';
import { enclosure } from '#lib/refiner.js';
import type { CombinatorDefinition, Enclosure } from '#lib/refiner.js';
import { point } from '#lib/exact/enclosure/enclosure.js';
import { ratMultiply, rational } from '#lib/exact/rational.js';
import type { CombinatorLawOptions } from '#lib/testing/index.js';

export interface BrokenCombinator {
  readonly fault: string;
  readonly law: string;
  readonly combinator: CombinatorDefinition<null>;
}

const ratio = fc
  .tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 97 }))
  .map(([n, d]) => ({ numerator: n, denominator: d }));

/** Every one of them is to be the product of two inputs. */
export const isProduct: CombinatorLawOptions<null> = {
  inputs: [ratio, ratio],
  value: ([x, y]) => ratMultiply(x!, y!),
};

type Combine = (inputs: readonly Enclosure[], width: number) => unknown;

const product = ([x, y]: readonly Enclosure[], width: number): Enclosure =>
  enclosure.multiply(x!, y!, width);

const broken = (fault: string, law: string, changes: object): BrokenCombinator => ({
  ...{ fault, law },
  combinator: { name: 'broken', version: 1, arity: 2, combine: product, ...changes },
});

const combining = (fault: string, law: string, combine: Combine): BrokenCombinator =>
  broken(fault, law, { combine });

const isFinite = ({ kind }: Enclosure): boolean => kind === 'narrow' || kind === 'wide';

const TWO = enclosure.of(2);

let calls = 0;

export const BROKEN_COMBINATORS: readonly BrokenCombinator[] = [
  combining('a number for an enclosure', 'answer', () => 6),
  combining('a promise', 'answer', (inputs, width) => Promise.resolve(product(inputs, width))),
  combining('nothing', 'answer', () => undefined),
  combining('an error of JavaScript', 'errors', () => {
    throw new RangeError('out of order');
  }),
  combining('the middle of an input that has none', 'errors', ([x, y], width) => {
    const middle = enclosure.of(enclosure.midpoint(x!), -Infinity);
    return enclosure.hull(enclosure.multiply(middle, y!, width), enclosure.multiply(x!, y!, width));
  }),
  broken('a sensitivity that throws', 'errors', {
    sensitivity: () => {
      throw new TypeError('no slope');
    },
  }),
  broken('a sensitivity that is NaN', 'answer', { sensitivity: () => NaN }),
  combining('a value kept between calls', 'determinism', (inputs, width) =>
    product(inputs, width - (++calls % 2)),
  ),
  combining('the lower end of an input alone', 'containment', ([x, y], width) =>
    isFinite(x!)
      ? enclosure.multiply(point(enclosure.lowerEnd(x!)!), y!, width)
      : enclosure.multiply(x!, y!, width),
  ),
  combining('bounds one unit beside the value', 'containment', (inputs, width) =>
    enclosure.add(product(inputs, width - 4), TWO, width),
  ),
  combining('rounding that does not heed the width', 'rounding', (inputs, width) =>
    product(inputs, Math.max(width, -40)),
  ),
  broken('a sensitivity that is too small', 'sensitivity', { sensitivity: () => -30 }),
  broken('a fold to another value', 'fold', {
    fold: ([x]: readonly { n: bigint; d: bigint }[]) => ratMultiply(x!, rational(2n)),
  }),
  broken('a fold that throws', 'fold', {
    fold: () => {
      throw new TypeError('no fold');
    },
  }),
];
