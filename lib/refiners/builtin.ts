/** The registry of everything that comes with Pincer. */
import { constants } from './constants/index.js';
import { functionRefiner } from './function-refiner.js';
import { functions } from './functions/index.js';
import type { Refiner } from './refiner.js';
import { registryKey } from './registry.js';
import type { Registry } from './registry.js';

/** A new registry that holds the constants and the functions. */
export function builtinRegistry(): Registry {
  const refiners = [...constants, ...functions.map(functionRefiner)];
  return new Map(
    refiners.map((refiner) => [
      registryKey(refiner.name, refiner.version),
      // The state of all of them is null, which they ignore.
      refiner as Refiner,
    ]),
  );
}
