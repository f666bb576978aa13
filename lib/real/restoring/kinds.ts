/**
 * The kinds of a snapshot and what they are here: each is matched by its name, version and module with Pincer's own and
 * with the definitions that the caller knows. Nothing is imported to find one.
 */
import { combinatorName } from '../../combinators/definition.js';
import type { CombinatorDefinition } from '../../combinators/definition.js';
import { SnapshotError } from '../../persistence/errors.js';
import type { KindImage } from '../../persistence/image.js';
import { definedRefiners } from '../../refiners/defined.js';
import { definitionOf } from '../../refiners/function-refiner.js';
import type { Refiner } from '../../refiners/refiner.js';
import { fileOf, registryKey } from '../../refiners/registry.js';
import { sourceRefiner } from '../../refiners/source.js';
import { operatorOf } from '../combined.js';
import type { Operator } from '../values/operator.js';
import {
  ABSOLUTE,
  CLAIM,
  DATUM,
  DIVIDE,
  INTEGER_POWER,
  MAXIMUM,
  MINIMUM,
  NEGATE,
  PRODUCT,
  RATIONAL,
  SUM,
  findBuiltin,
} from '../values/operators.js';

/** A definition of one's own: of `defineRefiner` or `defineCombinator`. */
export interface Definition {
  readonly name: string;
  readonly version: number;
}

/** A kind that was found. */
export interface KnownKind {
  readonly operator: Operator | { readonly form: 'sources' };
  /** How many children its nodes have; undefined for any number. */
  readonly arity: number | undefined;
  /** What params its nodes have; `any` is plain data, which the definition is given. */
  readonly params: 'none' | 'rational' | 'datum' | 'source' | 'exponent' | 'any';
}

const OWN: ReadonlyMap<string, KnownKind> = new Map<string, KnownKind>([
  [RATIONAL.name, { operator: RATIONAL, arity: 0, params: 'rational' }],
  [DATUM.name, { operator: DATUM, arity: 0, params: 'datum' }],
  [CLAIM.name, { operator: CLAIM, arity: 1, params: 'datum' }],
  [INTEGER_POWER.name, { operator: INTEGER_POWER, arity: 1, params: 'exponent' }],
  ...[SUM, PRODUCT, MINIMUM, MAXIMUM].map(
    (operator) => [operator.name, { operator, arity: undefined, params: 'none' }] as const,
  ),
  ...[NEGATE, ABSOLUTE].map(
    (operator) => [operator.name, { operator, arity: 1, params: 'none' }] as const,
  ),
  [DIVIDE.name, { operator: DIVIDE, arity: 2, params: 'none' }],
]);

/** @throws SnapshotError for a kind that is not here, or not in that version. */
export function findKind(
  kind: KindImage,
  definitions: readonly Definition[],
  place: string,
): KnownKind {
  return 'combinator' in kind
    ? findCombinator(kind.combinator, definitions, place)
    : findRefiner(kind, definitions, place);
}

function findCombinator(
  name: string,
  definitions: readonly Definition[],
  place: string,
): KnownKind {
  const own = OWN.get(name);
  if (own !== undefined) return own;
  const definition = definitions
    .filter((each): each is CombinatorDefinition => 'combine' in each)
    .find((each) => combinatorName(each) === name);
  if (definition === undefined) throw unknown(place, `combinator ${name}`);
  return { operator: operatorOf(definition), arity: definition.arity, params: 'any' };
}

function findRefiner(
  { refiner: name, version, module }: Extract<KindImage, { refiner: string }>,
  definitions: readonly Definition[],
  place: string,
): KnownKind {
  const key = registryKey(name, version);
  if (name === sourceRefiner.name && version === sourceRefiner.version && module === undefined)
    return { operator: { form: 'sources' }, arity: 0, params: 'source' };
  const own = findBuiltin(name);
  if (own?.refiner.version === version && module === undefined) {
    const arity = definitionOf(own.refiner)?.arity ?? 0;
    return { operator: own, arity, params: name === 'nthRoot' ? 'any' : 'none' };
  }
  const named = [...definitions, ...definedRefiners()]
    .filter((each): each is Refiner => 'step' in each)
    .filter((each) => registryKey(each.name, each.version) === key);
  const file = module && fileOf(module);
  const refiner = named.find((each) => (each.module && fileOf(each.module.href)) === file);
  if (refiner !== undefined) {
    const operator = { form: 'refiner', name, refiner } as const;
    return { operator, arity: refiner.arity, params: 'any' };
  }
  const [other] = named;
  const elsewhere =
    other === undefined ? '' : `; the one here is of ${other.module?.href ?? 'no module'}`;
  throw unknown(place, `refiner ${key} of ${module ?? 'no module'}`, elsewhere);
}

function unknown(place: string, what: string, more = ''): SnapshotError {
  return new SnapshotError('unknown', place, `names the ${what}, which is not known here${more}`);
}
