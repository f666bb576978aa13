/**
 * A refiner of one's own: the plastic number, the only real x with x^3 = x + 1, by bisection.
 * It works in small steps, and knows nothing of schedulers, threads or callers.
 */
import { cbrt, real, sqrt } from 'pincer';
import { refined } from 'pincer/refiner';
import type { Refiner } from 'pincer/refiner';
import { brokenRefinerLaws } from 'pincer/testing';

/** The number lies in [lower, lower + 1] * 2^-bits. Plain data, so that a step can run anywhere. */
interface State {
  readonly lower: bigint;
  readonly bits: number;
}

const plastic: Refiner<null, State> = {
  name: 'plastic',
  version: 1,
  initial: () => ({ kind: 'narrow', lo: 1n, width: 1, exp: 0 }),
  start: () => ({ lower: 1n, bits: 0 }),
  step({ state, demand, stopRequested }) {
    let { lower, bits } = state;
    // At most 32 halvings per step, and none that nobody needs.
    for (let i = 0; i < 32 && -bits > demand.width && !stopRequested(); i++) {
      bits++;
      const one = 1n << BigInt(bits);
      const middle = 2n * lower + 1n;
      // middle / one is below the zero of x^3 - x - 1 or on it:
      lower = middle ** 3n <= (middle + one) * one * one ? middle : middle - 1n;
    }
    return {
      state: { lower, bits },
      bounds: { kind: 'narrow', lo: lower, width: 1, exp: -bits },
      bits,
    };
  },
};

// The laws that every refiner keeps, tried on a known case.
const known = ['1.32471795724474602596', '1.32471795724474602597'] as const;
const broken = brokenRefinerLaws(plastic, { params: null, value: known });
console.log(`laws broken: ${String(broken.length)}`);

// From here on it is a number like any other.
const x = refined(plastic, null);
console.log(x.refineSync({ digits: 50 }).digits);
console.log(x.pow(3).subtract(x).refineSync({ decimals: 40 }).digits);
console.log(x.add(sqrt(2)).sin().toNumber());

// Cardano's formula for the same number.
const inner = sqrt(real('23/108'));
const cardano = cbrt(real('1/2').add(inner)).add(cbrt(real('1/2').subtract(inner)));
console.log(cardano.subtract(x).refineSync({ eps: '1e-60' }).status);
