/** Long chains of leaping terms: x1 + (x2 + (x3 + ..)). */
import type { Random } from '../harness/random.js';
import type { Choice } from '../optimum/choices.js';
import { Relaxation } from '../optimum/relaxation.js';
import { SURE_PART } from './instance.js';
import type { Instance } from './instance.js';
import { FIRST_LOOK_BITS, priceOf } from './refiners.js';
import type { PricedParams } from './refiners.js';

const BITS = 200;

/** Bits around an even share among which the optimum is sought. */
const AROUND = 24;

function drawChain(random: Random, terms: number, spread: number): Instance {
  const drawn = Array.from({ length: terms }, (): PricedParams => {
    const d = BigInt(random.integer(2 ** 20, 2 ** 30)) * 2n + 1n;
    return {
      n: d - BigInt(random.integer(1, 2 ** 20)),
      d,
      price: 100 * 2 ** random.between(-spread, spread),
      power: 1.6,
    };
  });
  return {
    goal: { bits: BITS },
    build(engine) {
      let node = engine.node('priced', [], drawn.at(-1));
      for (let i = terms - 2; i >= 0; i--) {
        node = engine.node('add', [engine.node('priced', [], drawn[i]), node]);
      }
      return node;
    },
    // The relaxation is below the optimum by one bit of one term at most.
    optimum(_known, part = SURE_PART) {
      const even = BITS + Math.ceil(Math.log2(terms));
      const groups = drawn.map((term) => {
        const look = priceOf(term, FIRST_LOOK_BITS);
        const choices: Choice[] = [{ width: 2 ** (BITS - FIRST_LOOK_BITS), cost: look }];
        for (let bits = even - AROUND; bits <= even + AROUND; bits++) {
          choices.push({ width: 2 ** (BITS - bits), cost: look + priceOf(term, bits) });
        }
        return choices;
      });
      return { cost: new Relaxation(groups).leastCost(part), exact: false };
    },
  };
}

export function chains(
  random: Random,
  terms: number,
): { readonly name: string; readonly instance: Instance }[] {
  return [
    { name: 'chain of equal prices', instance: drawChain(random, terms, 0) },
    { name: 'chain of prices 2^+-6', instance: drawChain(random, terms, 6) },
  ];
}
