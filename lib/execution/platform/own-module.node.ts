import { existsSync } from 'node:fs';
import { NoWorkerModuleError } from '../errors.js';

/**
 * The address of a module of Pincer's own that a worker or a child process starts with.
 *
 * A bundle that somebody makes of Pincer has no such file beside it, and one of CommonJS may have no address itself. It
 * loads and computes all the same, so the address is asked for by the first worker.
 *
 * @param address - throws where this module has no address.
 * @throws NoWorkerModuleError where there is no such file.
 */
export function ownModule(address: () => URL): URL {
  let url: URL;
  try {
    url = address();
  } catch (cause) {
    throw new NoWorkerModuleError('this module has no address', { cause });
  }
  if (!existsSync(url)) throw new NoWorkerModuleError(`there is no ${url.href}`);
  return url;
}
