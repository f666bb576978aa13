/**
 * Four refiners of one's own, each from the tools of `enclosure`: Newton's method, a series with its tail, halving by a
 * question, and a mean of two inputs.
 */
import { pi, sqrt } from 'pincer';
import { defineRefiner, enclosure, refined } from 'pincer/refiner';
import type { Enclosure } from 'pincer/refiner';

// The zero of x^3 - x - 1 in [1, 2], by the interval Newton method: the plastic number.
const ONE = enclosure.of(1);
const THREE = enclosure.of(3);
const cubic = (x: Enclosure, width: number) =>
  enclosure.sum(
    [enclosure.power(x, 3, width - 2), enclosure.negate(x), enclosure.negate(ONE)],
    width,
  );
const slope = (x: Enclosure, width: number) =>
  enclosure.subtract(
    enclosure.multiply(enclosure.square(x, width - 4), THREE, width - 2),
    ONE,
    width,
  );

const plastic = defineRefiner({
  name: 'plastic-number',
  version: 1,
  start: (_params: null) => ({ bounds: enclosure.fromEnds(1, 2) }),
  step({ state, demand }) {
    const bounds = enclosure.newtonStep(state.bounds, cubic, slope, demand.width) ?? state.bounds;
    return { state: { bounds }, bounds };
  },
});

// The sum of 1 / k^2 for k = 1, 2, 3, ... : what is left from k on lies between 1 / k and 1 / (k - 1).
const squares: enclosure.Series = {
  term: (k, width) => enclosure.divide(ONE, enclosure.of(BigInt(k + 1) ** 2n), width),
  tail: (k, width) =>
    k === 0
      ? enclosure.fromEnds(0, 2)
      : enclosure.hull(
          enclosure.divide(ONE, enclosure.of(k + 1), width),
          enclosure.divide(ONE, enclosure.of(k), width),
        ),
};

const basel = defineRefiner({
  name: 'sum-of-inverse-squares',
  version: 1,
  start: (_params: null): { readonly sum: enclosure.PartialSum | null } => ({ sum: null }),
  step({ state, demand, stopRequested }) {
    const { partial, bounds } = enclosure.sumSeries(squares, state.sum, demand.width, {
      stopRequested,
    });
    return { state: { sum: partial }, bounds };
  },
});

// The x with cos(x) = x in [0, 1], by halving: is cos(m) above m? No dyadic m is a zero, so some precision says so.
const isBelowFixedPoint = (m: enclosure.ExactNumber): boolean => {
  for (let width = -32; ; width *= 2) {
    const x = enclosure.of(m, width);
    const sign = enclosure.signOf(enclosure.subtract(enclosure.cos(x, width), x, width));
    if (sign !== undefined) return sign > 0;
  }
};

const fixedPoint = defineRefiner({
  name: 'fixed-point-of-cosine',
  version: 1,
  start: (_params: null) => ({ bounds: enclosure.fromEnds(0, 1) }),
  step({ state, demand, stopRequested }) {
    const bounds = enclosure.bisect(state.bounds, isBelowFixedPoint, demand.width, {
      stopRequested,
    });
    return { state: { bounds }, bounds };
  },
});

// The arithmetic-geometric mean of two positive inputs.
const HALF = enclosure.of('1/2');

const agm = defineRefiner({
  name: 'arithmetic-geometric-mean',
  version: 1,
  arity: 2,
  start: (_params: null) => null,
  step({ inputs: [x, y], demand }) {
    const width = demand.width - 16; // A root makes more of rounding where its argument is small.
    let [a, b] = [x, y];
    let [bounds, before] = [enclosure.hull(a, b), Infinity];
    // Each round squares the distance of the means, until the widths of the inputs are all that is left.
    while (enclosure.widthLog2(bounds) < before) {
      before = enclosure.widthLog2(bounds);
      const root = enclosure.sqrt(enclosure.multiply(a, b, width), width);
      [a, b] = [enclosure.multiply(enclosure.add(a, b, width), HALF, width), root];
      bounds = enclosure.hull(a, b);
    }
    return { state: null, bounds };
  },
  // The mean is homogeneous and rises in both inputs, so its slope in one of them is at most mean / input.
  sensitivity: (input, inputs, mean) =>
    enclosure.magnitudeLog2(mean) - enclosure.mignitudeLog2(inputs[input]!),
});

console.log(refined(plastic, null).toFixed(40));
console.log(refined(basel, null).toFixed(6), pi.pow(2).divide(6).toFixed(6));
console.log(refined(fixedPoint, null).toFixed(40));
console.log(refined(agm, null, [1, sqrt(2)]).toFixed(40));
console.log(pi.divide(refined(agm, null, [1, sqrt(2)])).toFixed(20)); // Gauss: the length of the lemniscate, halved
