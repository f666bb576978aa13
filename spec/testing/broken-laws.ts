import { expect } from '@jest/globals';
import fc from 'fast-check';
import { BrokenLawError } from '#lib/testing/index.js';
import type { Law } from '#lib/testing/index.js';

/** The laws that are broken, with what each says. */
export function brokenLaws(
  laws: readonly Law<fc.IProperty<unknown>>[],
  numRuns: number,
): readonly BrokenLawError[] {
  return laws.flatMap(({ property }) => {
    const { failed, errorInstance } = fc.check(property, { numRuns });
    if (!failed) return [];
    // A fault that is no BrokenLawError is a crash of the laws.
    expect(errorInstance).toBeInstanceOf(BrokenLawError);
    return [errorInstance as BrokenLawError];
  });
}
