/**
 * For modules that workers are started with.
 *
 * @module pincer/worker
 */
import { createRequire } from 'node:module';
import process from 'node:process';
import { parentPort } from 'node:worker_threads';
import { builtinRegistry } from '../../refiners/builtin.js';
import { definedRefiners } from '../../refiners/defined.js';
import { registryKey } from '../../refiners/registry.js';
import type { Registry } from '../../refiners/registry.js';
import type { Refiner } from '../../refiners/refiner.js';
import { withoutAddedListeners } from '../platform/listeners.node.js';
import { platform } from '../platform/platform.node.js';
import { messageHandler } from './message-handler.js';
import { LeaseServer } from './lease-server.js';
import { importFile } from './refiner-module.js';
import type { FromHost } from '../contexts/wire.js';

/**
 * Makes this worker a host of refiner steps. The module of the worker calls it once.
 *
 * @param refiners - refiners that leases may name without a module, beside the built-in ones and those of
 *   `defineRefiner`.
 */
export function serve(refiners: Iterable<Refiner> = []): void {
  const registry: Registry = builtinRegistry();
  for (const refiner of [...definedRefiners(), ...refiners])
    registry.set(registryKey(refiner.name, refiner.version), refiner);
  const post = (message: FromHost): void => {
    parentPort?.postMessage(message);
  };
  const server = new LeaseServer({
    registry,
    load: importFile,
    report: (call, bounds) => {
      post({ type: 'pincer-report', call, bounds });
    },
    beat: (call) => {
      post({ type: 'pincer-beat', call });
    },
    now: platform.now,
    yieldToEventLoop: platform.yieldToEventLoop,
    close: () => process.exit(0),
  });
  // The handlers of threads.js swallow an uncaught error, and the open call would wait for ever. Without them the error
  // ends the worker, and its context reports that.
  const { expose } = withoutAddedListeners(
    ['uncaughtException', 'unhandledRejection'],
    () => createRequire(import.meta.url)('threads/worker') as { expose: (api: object) => void },
  );
  expose({
    configure: server.configure.bind(server),
    shutdown: server.shutdown.bind(server),
  });
  parentPort?.on('message', messageHandler(server, post));
}
