import fc from 'fast-check';
import { BrokenLawError } from '#lib/testing/index.js';
import type { Law } from '#lib/testing/index.js';

/**
 * The laws that are broken, with what each says.
 * @throws what is no BrokenLawError: the laws themselves have crashed.
 */
export function brokenLaws(
  laws: readonly Law<fc.IProperty<unknown>>[],
  numRuns: number,
): readonly BrokenLawError[] {
  return laws.flatMap(({ property }) => {
    const { failed, errorInstance } = fc.check(property, { numRuns });
    if (!failed) return [];
    if (errorInstance instanceof BrokenLawError) return [errorInstance];
    throw errorInstance;
  });
}
