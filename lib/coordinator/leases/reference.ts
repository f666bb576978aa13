import type { Refiner } from '../../refiners/refiner.js';
import type { RefinerReference } from './lease.js';

const references = new WeakMap<Refiner, RefinerReference>();

/** What identifies a refiner to hosts: the same object for all its leases. */
export function referenceTo(refiner: Refiner): RefinerReference {
  let reference = references.get(refiner);
  if (reference === undefined) {
    const { name, version, module } = refiner;
    reference = { name, version, ...(module === undefined ? {} : { module: module.href }) };
    references.set(refiner, reference);
  }
  return reference;
}
