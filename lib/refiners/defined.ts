import type { Plain, Refiner } from './refiner.js';
import { registryKey } from './registry.js';

/**
 * The refiners of this thread or page, by name and version: a bundle has no other way to declare what its
 * worker serves.
 */
const defined = new Map<string, Refiner>();

/**
 * Registers a refiner for `serve()` of `pincer/worker`, in every worker that imports the module with this
 * call: `export const mine = defineRefiner({ name: 'mine', ... })`. Of two refiners with one name and
 * version, the later one counts.
 *
 * @returns the refiner itself.
 */
export function defineRefiner<Params extends Plain, State extends Plain>(
  refiner: Refiner<Params, State>,
): Refiner<Params, State> {
  defined.set(registryKey(refiner.name, refiner.version), refiner);
  return refiner;
}

/** The refiners that have been defined so far. */
export function definedRefiners(): Iterable<Refiner> {
  return defined.values();
}
