import { fromInput } from './real.js';
import type { RealInput } from './real.js';
import { relate, relateSync } from './refinement/relation.js';
import type { CompareOptions, Comparison } from './refinement/relation.js';

/**
 * How two values relate, with the bounds of their difference as proof. It computes no more digits than tell
 * the two apart. The answer `equal` comes only with proof, which `proof` names: both are the same exact rational, or
 * one expression, or a normal form or a zero bound shows it.
 *
 * @example
 * ```ts
 * import { compare, pi } from 'pincer';
 *
 * const { relation } = await compare(pi, '355/113');
 * console.log(relation); // => less
 * ```
 * @param options - with `within`, values that differ by no more than that may be `close`, and an answer always
 *   comes. Without it, values that the budget does not tell apart are `undecided`.
 * @returns a promise, which is rejected as {@link compareSync} throws.
 */
export async function compare(
  x: RealInput,
  y: RealInput,
  options: CompareOptions = {},
): Promise<Comparison> {
  return relate(fromInput('compare', x), fromInput('compare', y), options);
}

/**
 * {@link compare} on the calling thread.
 *
 * @example
 * ```ts
 * import { compareSync, sqrt } from 'pincer';
 *
 * console.log(compareSync(sqrt(2), 1.5).relation); // => less
 * console.log(compareSync('1/3', sqrt(2).pow(2).divide(6), { within: '1e-30' }).relation); // => close
 * ```
 * @throws TypeError or RangeError for what is no number; the mathematical error of a value that is not
 *   defined; GoalError for `within` out of range; OptionError for another option; SynchronousSourceError
 *   for a value that is made of a source.
 */
export function compareSync(x: RealInput, y: RealInput, options: CompareOptions = {}): Comparison {
  return relateSync(fromInput('compareSync', x), fromInput('compareSync', y), options);
}
