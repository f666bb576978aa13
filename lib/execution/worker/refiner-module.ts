import type { Refiner } from '../../refiners/refiner.js';
import { registryKey } from '../../refiners/registry.js';
import type { Registry } from '../../refiners/registry.js';
import { ModuleLoadError } from '../errors.js';

/** The exports of a module that look like refiners, by name and version, as an edition of them. */
export function refinersIn(module: object, edition?: number): Registry {
  const registry: Registry = new Map();
  for (const value of Object.values(module)) {
    if (looksLikeRefiner(value))
      registry.set(registryKey(value.name, value.version, edition), value);
  }
  return registry;
}

/**
 * Imports a refiner module from a file. Other URLs are refused, so that a lease cannot fetch code.
 *
 * @throws {@link ModuleLoadError} naming the module and the reason.
 */
export async function importFile(module: string): Promise<object> {
  if (!module.startsWith('file:')) {
    throw new ModuleLoadError(module, 'only file: URLs are loaded');
  }
  try {
    return (await import(module)) as object;
  } catch (cause) {
    throw new ModuleLoadError(module, String(cause), { cause });
  }
}

function looksLikeRefiner(value: unknown): value is Refiner {
  if (typeof value !== 'object' || value === null) return false;
  const { name, version, start, step } = value as Record<string, unknown>;
  return (
    typeof name === 'string' &&
    typeof version === 'number' &&
    typeof start === 'function' &&
    typeof step === 'function'
  );
}
