/**
 * What names refiners, and combinators of a user's own.
 *
 * Laws
 * 1. Name and version are the identity of a refiner. Its key is `name@version`.
 * 2. A refiner that replaces another one of its name and version is a later edition. Its key is
 *    `name@version#edition`, so it shares no node, state or cost with the earlier ones.
 */
import type { Refiner } from './refiner.js';

/** A plain map from a refiner's key to the refiner. */
export type Registry = Map<string, Refiner>;

/** What names a refiner. */
interface Named {
  readonly name: string;
  /** Undefined where the name has it. */
  readonly version?: number;
  readonly edition?: number;
}

/** What may replace another of its name and version. */
type Replaceable = Named & Pick<Refiner, 'replace' | 'module'>;

const keys = new WeakMap<Named, string>();

/** The editions of what has replaced others. */
const editions = new WeakMap<Replaceable, number>();
/** The latest edition of each name and version that has more than one. */
const latest = new Map<string, number>();

/** The key of what an object names; remembered, as the same object asks with every step. */
export function keyOf(named: Named): string {
  let key = keys.get(named);
  if (key === undefined) {
    key = registryKey(named.name, named.version, named.edition);
    keys.set(named, key);
  }
  return key;
}

/** The key of a refiner in a registry. */
export function registryKey(name: string, version?: number, edition = 1): string {
  const key = version === undefined ? name : `${name}@${String(version)}`;
  return edition === 1 ? key : `${key}#${String(edition)}`;
}

/** The edition of a refiner: 1 unless it has replaced another one. */
export function editionOf(refiner: Refiner): number {
  return editions.get(refiner) ?? 1;
}

/**
 * Whether a refiner may take the name and version of another one: it says so, or both come from one module, which was
 * loaded again. Reloading tools mark the loads of a module by its query, which does not count.
 */
export function mayReplace(refiner: Replaceable, other: Replaceable): boolean {
  if (refiner.replace === true) return true;
  if (refiner.module === undefined || other.module === undefined) return false;
  return fileOf(refiner.module.href) === fileOf(other.module.href);
}

/** Makes a refiner the latest edition of its name and version. */
export function replaceEarlier(refiner: Replaceable): void {
  const { name, version } = refiner;
  const key = registryKey(name, version);
  const edition = (latest.get(key) ?? 1) + 1;
  latest.set(key, edition);
  editions.set(refiner, edition);
  keys.set(refiner, registryKey(name, version, edition));
}

/** The address of a module without its query and hash, by which reloading tools mark its loads. */
export function fileOf(href: string): string {
  return href.replace(/[?#].*/s, '');
}
