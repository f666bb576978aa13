import { fileOf } from '../refiners/registry.js';
import { SnapshotError } from './errors.js';
import type { KindImage } from './image.js';

/**
 * The kinds of an image, each one once. A refiner and the one that replaced it have one name, version and module but for its query, so a
 * snapshot could not tell the values of the one from those of the other.
 *
 * @throws SnapshotError naming the second of two kinds that are told apart by nothing.
 */
export function distinctKinds(kinds: readonly KindImage[]): readonly KindImage[] {
  const seen = new Set<string>();
  for (const [i, kind] of kinds.entries()) {
    const module = 'module' in kind ? kind.module : undefined;
    const key = JSON.stringify(module === undefined ? kind : { ...kind, module: fileOf(module) });
    if (seen.has(key)) {
      const name = 'combinator' in kind ? kind.combinator : kind.refiner;
      const problem = `is a second ${name}: a refiner that was replaced has values of the same name`;
      throw new SnapshotError('invalid', `content.kinds[${String(i)}]`, problem);
    }
    seen.add(key);
  }
  return kinds;
}
