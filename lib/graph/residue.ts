/**
 * Remainders of exact integers too long to be written out: what sums, products and powers of rationals leave modulo
 * a rational, by modular arithmetic.
 */
import { bitLength } from '../exact/integer.js';
import { ratMultiply } from '../exact/rational.js';
import type { Rational } from '../exact/rational.js';
import { coneOf } from './cone.js';
import type { Graph } from './graph.js';
import type { NodeId } from './node.js';

/** A modulus of more bits costs as much as the number itself might. */
const MOST_MODULUS_BITS = 4096;

/** The most nodes that one question visits. */
const MOST_NODES = 4096;

/**
 * `x - y floor(x / y)` for a node x and a rational `y = p / q`: with y > 0 it is `((q x) mod p) / q`, for which q x has
 * to be an integer modulo p. It is one where x is made of integers by sums, products and powers with exponents from 0
 * on.
 *
 * @returns undefined where x is made of anything else, or y is too long.
 */
export function residueOf(graph: Graph, node: NodeId, modulus: Rational): Rational | undefined {
  const p = modulus.n < 0n ? -modulus.n : modulus.n;
  if (p === 0n || bitLength(p) > MOST_MODULUS_BITS) return undefined;
  if (!isSmallArithmetic(graph, node)) return undefined;
  const residues = new Map<NodeId, bigint>();
  for (const member of coneOf(graph, [node])) {
    const residue = residueAt(graph, member, residues, p);
    if (residue === undefined) return undefined;
    residues.set(member, residue);
  }
  const rest = (residues.get(node)! * modulus.d) % p;
  // The remainder has the sign of the divisor.
  const signed = modulus.n < 0n && rest !== 0n ? rest - p : rest;
  return ratMultiply({ n: signed, d: 1n }, { n: 1n, d: modulus.d });
}

/** Whether a node stands on few nodes, all of them combinators. Ends at the first that is not. */
function isSmallArithmetic(graph: Graph, root: NodeId): boolean {
  const seen = new Set([root]);
  for (const node of seen) {
    if (graph.isRefiner(node) || seen.size > MOST_NODES) return false;
    for (const child of graph.childrenOf(node)) seen.add(child);
  }
  return true;
}

/** The residue in [0, p) of an integer node whose children's residues are known. */
function residueAt(
  graph: Graph,
  node: NodeId,
  residues: ReadonlyMap<NodeId, bigint>,
  p: bigint,
): bigint | undefined {
  const kind = graph.kindOf(node);
  if (kind.type !== 'combinator') return undefined;
  const inputs: bigint[] = [];
  for (const child of graph.childrenOf(node)) inputs.push(residues.get(child)!);
  const params = graph.paramsOf(node);
  switch (kind.combinator.name) {
    case 'rational': {
      const { n, d } = params as Rational;
      return d === 1n ? reduced(n, p) : undefined;
    }
    case 'add':
      return inputs.reduce((a, b) => (a + b) % p, 0n % p);
    case 'multiply':
      return inputs.reduce((a, b) => (a * b) % p, 1n % p);
    case 'negate':
      return reduced(-inputs[0]!, p);
    case 'pow':
      return (params as bigint) < 0n ? undefined : powerModulo(inputs[0]!, params as bigint, p);
    default:
      return undefined;
  }
}

function reduced(n: bigint, p: bigint): bigint {
  const rest = n % p;
  return rest < 0n ? rest + p : rest;
}

/** Square and multiply: one round per bit of the exponent. */
function powerModulo(base: bigint, exponent: bigint, p: bigint): bigint {
  let result = 1n % p;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % p;
    if (bit === '1') result = (result * base) % p;
  }
  return result;
}
