import { LeaseServer } from '#lib/execution/worker/lease-server.js';
import type { HostEnvironment } from '#lib/execution/worker/lease-server.js';
import { registryOf } from '../lease-of.js';

/** A lease server that knows a refiner, where no time passes and nothing can be loaded, but for the changes. */
export function serverOf(refiner: object, changes: Partial<HostEnvironment> = {}): LeaseServer {
  return new LeaseServer({
    registry: registryOf(refiner),
    load: () => Promise.reject(new Error('nothing is to be loaded')),
    report: () => undefined,
    beat: () => undefined,
    now: () => 0,
    yieldToEventLoop: () => Promise.resolve(),
    close: () => undefined,
    ...changes,
  });
}
