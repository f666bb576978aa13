/**
 * Powers of one rational that are too long to be multiplied out: their products and quotients are powers too,
 * b^m b^n = b^(m+n) for b not zero, and may be short.
 */
import { integerPower, rationalConstant } from '../../combinators/index.js';
import { ratSign } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Admitted } from './admitted.js';

/** `base^exponent`. */
export interface RationalPower {
  readonly base: Rational;
  readonly exponent: bigint;
}

/**
 * The reciprocal of a divisor as a power, so that a quotient becomes a product: of a divisor that is such a power,
 * or of a rational below one.
 */
export function reciprocalPower(
  graph: Graph,
  dividend: Admitted,
  divisor: Admitted,
): RationalPower | undefined {
  const power = powerOf(graph, divisor);
  if (power !== undefined) return { base: power.base, exponent: -power.exponent };
  if (!('rational' in divisor) || powerOf(graph, dividend) === undefined) return undefined;
  return ratSign(divisor.rational) === 0 ? undefined : { base: divisor.rational, exponent: -1n };
}

/** Factors with the powers of each rational gathered into one; undefined where each rational has one already. */
export function gatheredPowers(
  graph: Graph,
  factors: readonly Admitted[],
): { readonly powers: readonly RationalPower[]; readonly rest: readonly Admitted[] } | undefined {
  // By the node of the base: equal rationals are one node.
  const powers = new Map<NodeId, RationalPower>();
  const others: Admitted[] = [];
  for (const factor of factors) {
    const power = powerOf(graph, factor);
    if (power === undefined) others.push(factor);
    else {
      const base = graph.childAt((factor as { node: NodeId }).node, 0);
      const exponent = (powers.get(base)?.exponent ?? 0n) + power.exponent;
      powers.set(base, { base: power.base, exponent });
    }
  }
  if (powers.size === 0) return undefined;
  const rest = others.filter((factor) => {
    for (const [base, power] of powers) {
      const single = asPower(factor, power.base);
      if (single === undefined) continue;
      powers.set(base, { ...power, exponent: power.exponent + single.exponent });
      return false;
    }
    return true;
  });
  const isGathered = powers.size + rest.length < factors.length;
  return isGathered ? { powers: [...powers.values()], rest } : undefined;
}

/** A node as an integer power of a rational that is not zero, if it is one. */
function powerOf(graph: Graph, x: Admitted): RationalPower | undefined {
  if (!('node' in x)) return undefined;
  const kind = graph.kindOf(x.node);
  if (kind.type !== 'combinator' || kind.combinator !== (integerPower as unknown)) return undefined;
  const child = graph.childAt(x.node, 0);
  const below = graph.kindOf(child);
  if (below.type !== 'combinator' || below.combinator !== (rationalConstant as unknown))
    return undefined;
  const base = graph.paramsOf(child) as Rational;
  if (ratSign(base) === 0) return undefined;
  return { base, exponent: graph.paramsOf(x.node) as bigint };
}

/** A rational that is a base or its reciprocal. */
function asPower(x: Admitted, base: Rational): RationalPower | undefined {
  if (!('rational' in x)) return undefined;
  const { n, d } = x.rational;
  if (isSame(x.rational, base)) return { base, exponent: 1n };
  const sign = base.n < 0n ? -1n : 1n;
  return n === sign * base.d && d === sign * base.n ? { base, exponent: -1n } : undefined;
}

function isSame(a: Rational, b: Rational): boolean {
  return a.n === b.n && a.d === b.d;
}
