/** The step host that the workers of the controls run: the same as that of the library's contexts. */
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import { createStepHost } from '#lib/execution/host/step-host.js';
import { toil } from './toil.js';

const host = createStepHost(new Map([['toil@1', toil]]));
const controls = { stopRequested: () => false, now: () => performance.now() };

export function runLease(lease: Lease): Settlement {
  return host.run(lease, controls);
}
