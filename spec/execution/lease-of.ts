import type { Lease } from '#lib/coordinator/leases/lease.js';
import { ALL } from '#lib/exact/enclosure/enclosure.js';
import type { Plain, Refiner } from '#lib/refiners/refiner.js';
import { registryKey } from '#lib/refiners/registry.js';
import type { Registry } from '#lib/refiners/registry.js';

let leases = 0;

/** A lease of one step of a refiner, cut as the coordinator would cut it. */
export function leaseOf<Params extends Plain, State extends Plain>(
  refiner: Refiner<Params, State>,
  params: Params,
  changes: Partial<Lease> = {},
): Lease {
  leases += 1;
  const { name, version, module } = refiner;
  return {
    id: leases,
    incarnation: 'spec',
    node: 3,
    stamp: { version: 0, nanoseconds: leases },
    refiner: { name, version, ...(module === undefined ? {} : { module: module.href }) },
    params,
    state: refiner.start(params),
    bounds: ALL,
    inputs: [],
    demand: { width: -20 },
    quantum: { steps: 1 },
    predictedCost: 1000,
    attempt: 0,
    epoch: 0,
    ...changes,
  };
}

/** The registry that holds these refiners. */
export function registryOf(...refiners: object[]): Registry {
  return new Map(
    (refiners as Refiner[]).map((refiner) => [registryKey(refiner.name, refiner.version), refiner]),
  );
}
