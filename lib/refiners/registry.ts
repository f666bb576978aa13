import type { Refiner } from './refiner.js';

/** A plain map from a refiner's name and version to the refiner. */
export type Registry = Map<string, Refiner>;

/** What names a refiner. */
interface Named {
  readonly name: string;
  readonly version: number;
}

const keys = new WeakMap<Named, string>();

/** The key of what an object names; remembered, as the same object asks with every step. */
export function keyOf(named: Named): string {
  let key = keys.get(named);
  if (key === undefined) {
    key = registryKey(named.name, named.version);
    keys.set(named, key);
  }
  return key;
}

/** The key of a refiner in a registry. */
export function registryKey(name: string, version: number): string {
  return `${name}@${String(version)}`;
}
