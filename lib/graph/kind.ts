import type { Combinator } from '../combinators/combinator.js';
import type { Refiner } from '../refiners/refiner.js';

/** What a node computes: a combinator, passive, or a refiner, which steps. */
export type Kind =
  | { readonly type: 'combinator'; readonly combinator: Combinator }
  | { readonly type: 'refiner'; readonly refiner: Refiner };

export function kindName(kind: Kind): string {
  return kind.type === 'combinator' ? kind.combinator.name : kind.refiner.name;
}
