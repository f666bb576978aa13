/** What the functions are near the arguments at which they are rational. */
import type { NodeId } from '../../graph/node.js';
import type { FunctionDefinition } from '../../refiners/evaluation/function.js';
import { definitionOf } from '../../refiners/function-refiner.js';
import { functions } from '../../refiners/functions/index.js';
import type { GraphView } from '../recognise.js';

/** A rational argument at which a function has a rational value. */
export interface Anchor {
  readonly argument: bigint;
  readonly value: bigint;
  /** The distance of values from `value` is at least `m^exponent / 8`, where m is that of arguments, or 1 if less. */
  readonly exponent: number;
  /** The value is taken again and again: the distance is known of arguments in [-1, 1] alone. */
  readonly periodic?: true;
  /** It is not known to be transcendental at all other rational numbers. */
  readonly algebraic?: true;
}

/**
 * By name. Distances: f(x) - x has the sign of x for sinh, asin, atanh and tan; exp(x) - 1, ln(1 + x), tanh, asinh,
 * atan and sin are at least half of x in size up to 1, and monotone from there as far as they count; cosh(x) - 1 and
 * 1 - cos(x) are at least x^2/4 there; acosh(1 + x) >= ln(1 + sqrt(2 x)) and acos(1 - x) >= sqrt(2 x). The logarithms of
 * base 2 and 10 are ln by less than 4.
 */
const ANCHORS: Readonly<Record<string, Anchor>> = {
  exp: { argument: 0n, value: 1n, exponent: 1 },
  ln: { argument: 1n, value: 0n, exponent: 1 },
  log2: { argument: 1n, value: 0n, exponent: 1, algebraic: true },
  log10: { argument: 1n, value: 0n, exponent: 1, algebraic: true },
  sin: { argument: 0n, value: 0n, exponent: 1, periodic: true },
  cos: { argument: 0n, value: 1n, exponent: 2, periodic: true },
  tan: { argument: 0n, value: 0n, exponent: 1, periodic: true },
  sinh: { argument: 0n, value: 0n, exponent: 1 },
  cosh: { argument: 0n, value: 1n, exponent: 2 },
  tanh: { argument: 0n, value: 0n, exponent: 1 },
  asinh: { argument: 0n, value: 0n, exponent: 1 },
  acosh: { argument: 1n, value: 0n, exponent: 0.5 },
  atanh: { argument: 0n, value: 0n, exponent: 1 },
  asin: { argument: 0n, value: 0n, exponent: 1 },
  acos: { argument: 1n, value: 0n, exponent: 0.5 },
  atan: { argument: 0n, value: 0n, exponent: 1 },
};

/** Log2 of the 8 of {@link Anchor.exponent}. */
export const LOST_AT_ANCHOR = 3;

/** The function of Pincer that a node is; those of a user's own may have any name. */
export function functionOf(graph: GraphView, node: NodeId): FunctionDefinition | undefined {
  const kind = graph.kindOf(node);
  const definition = kind.type === 'refiner' ? definitionOf(kind.refiner) : undefined;
  return definition !== undefined && functions.includes(definition) ? definition : undefined;
}

export function anchorOf(graph: GraphView, node: NodeId): Anchor | undefined {
  return ANCHORS[functionOf(graph, node)?.name ?? ''];
}
