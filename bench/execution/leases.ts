import type { Lease } from '#lib/coordinator/leases/lease.js';
import { toil } from './toil.js';

let leases = 0;

/** A lease of so many steps of toil, as the coordinator would cut it. */
export function toilLease(turns: number, steps: number): Lease {
  const params = { turns, nonce: 0 };
  leases++;
  return {
    id: leases,
    incarnation: 'bench',
    node: 1,
    epoch: 0,
    stamp: { version: 0, nanoseconds: leases },
    refiner: { name: toil.name, version: toil.version, module: toil.module!.href },
    params,
    state: toil.start(params),
    bounds: toil.initial!(params),
    inputs: [],
    demand: { width: -1e6 },
    quantum: { steps },
    predictedCost: 1000,
    attempt: 0,
  };
}

/** Runs so many leases with so many in flight; milliseconds. */
export async function timeLeases(
  run: (lease: Lease) => PromiseLike<unknown>,
  count: number,
  inFlight: number,
  steps: number,
): Promise<number> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await run(toilLease(0, steps));
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: inFlight }, lane));
  return performance.now() - start;
}
