import type { Refiner } from './refiner.js';

/** A plain map from a refiner's name and version to the refiner. */
export type Registry = Map<string, Refiner>;

/** The key of a refiner in a registry. */
export function registryKey(name: string, version: number): string {
  return `${name}@${String(version)}`;
}
