import type { Plain, Refiner } from './refiner.js';
import { registryKey } from './registry.js';

/** Of this thread or page, by name and version: a bundle has no other way to say what its worker serves. */
const defined = new Map<string, Refiner>();

/**
 * Makes a refiner known to `serve()` of `pincer/worker` in every worker that imports the module which
 * calls this: `export const mine = defineRefiner({ name: 'mine', ... })`. The later of two of one name
 * and version counts.
 *
 * @returns the refiner itself.
 */
export function defineRefiner<Params extends Plain, State extends Plain>(
  refiner: Refiner<Params, State>,
): Refiner<Params, State> {
  defined.set(registryKey(refiner.name, refiner.version), refiner);
  return refiner;
}

/** Those that have been defined so far. */
export function definedRefiners(): Iterable<Refiner> {
  return defined.values();
}
