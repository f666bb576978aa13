import { expose } from 'threads/worker';
import { builtinRegistry } from '../../refiners/builtin.js';
import { definedRefiners } from '../../refiners/defined.js';
import type { Refiner } from '../../refiners/refiner.js';
import { registryKey } from '../../refiners/registry.js';
import type { Registry } from '../../refiners/registry.js';
import { ModuleLoadError } from '../errors.js';
import { now, yieldToEventLoop } from '../platform/event-loop.browser.js';
import { messageHandler } from './message-handler.js';
import { LeaseServer } from './lease-server.js';
import type { FromHost } from '../contexts/wire.js';

declare const self: {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  close(): void;
};

/**
 * Makes this worker a host of refiner steps. The module of the worker calls it once.
 *
 * @param refiners - refiners that leases may name, beside the built-in ones and those of `defineRefiner`.
 */
export function serve(refiners: Iterable<Refiner> = []): void {
  const registry: Registry = builtinRegistry();
  const own: Registry = new Map();
  for (const refiner of [...definedRefiners(), ...refiners])
    own.set(registryKey(refiner.name, refiner.version), refiner);
  for (const [key, refiner] of own) registry.set(key, refiner);
  const post = (message: FromHost): void => {
    self.postMessage(message);
  };
  const server = new LeaseServer({
    registry,
    // A bundle contains all code that a page runs, so a module stands for the refiners given to `serve`.
    load: (module) =>
      own.size > 0
        ? Promise.resolve(Object.fromEntries(own))
        : Promise.reject(
            new ModuleLoadError(
              module,
              'in a bundle, start a worker of your own whose module imports it, with its refiners made ' +
                'by defineRefiner() or handed to serve()',
            ),
          ),
    report: (call, bounds) => {
      post({ type: 'pincer-report', call, bounds });
    },
    beat: (call) => {
      post({ type: 'pincer-beat', call });
    },
    now,
    yieldToEventLoop,
    close: () => {
      self.close();
    },
  });
  expose({
    configure: server.configure.bind(server),
    shutdown: server.shutdown.bind(server),
  });
  const take = messageHandler(server, post);
  self.addEventListener('message', ({ data }) => {
    take(data);
  });
}
