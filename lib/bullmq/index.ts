/**
 * Steps on the workers of other machines, which take them from a queue of BullMQ on Redis: the context of a client, and
 * the worker. `bullmq` and `ioredis` are installed beside Pincer. Node only.
 *
 * @module pincer/bullmq
 */
export { BullContext } from './client/bull-context.js';
export type { BullOptions } from './client/client-options.js';
export { BullWorker } from './worker/bull-worker.js';
export type { BullWorkerOptions } from './worker/worker-options.js';
export { FleetWatch } from './fleet-watch.js';
export type { FleetOverview } from './fleet-watch.js';
export type { FleetState, WorkerState } from './fleet-view.js';
export type { FleetOptions } from './options.js';
export type { SeatKind } from './worker/seats.js';
export { FleetError } from '../remote/errors.js';
export type { FleetFault } from '../remote/errors.js';
