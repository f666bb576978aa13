/** A control: a plain worker that runs a lease a message, and answers under the number of the lease. */
import { parentPort } from 'node:worker_threads';
import type { Lease } from '#lib/coordinator/leases/lease.js';
import { runLease } from './worker-host.js';

parentPort?.on('message', (lease: Lease) => {
  parentPort?.postMessage({ lease: lease.id, settlement: runLease(lease) });
});
