import type { Refiner } from '../../refiners/refiner.js';
import { editionOf } from '../../refiners/registry.js';
import type { RefinerReference } from './lease.js';

const references = new WeakMap<Refiner, RefinerReference>();

/** What identifies a refiner to hosts: the same object for all its leases. */
export function referenceTo(refiner: Refiner): RefinerReference {
  let reference = references.get(refiner);
  if (reference === undefined) {
    const { name, version, module } = refiner;
    const edition = editionOf(refiner);
    reference = {
      ...{ name, version },
      ...(edition === 1 ? {} : { edition }),
      ...(module === undefined ? {} : { module: addressOf(module, edition) }),
    };
    references.set(refiner, reference);
  }
  return reference;
}

/** The address of a module: of its own for each edition, as a host keeps what it has loaded from an address. */
function addressOf(module: URL, edition: number): string {
  if (edition === 1) return module.href;
  const address = new URL(module);
  address.searchParams.set('edition', String(edition));
  return address.href;
}
