/**
 * Evidence: what exact arithmetic and proofs of equalities say of a value that narrowing has not told from a point.
 *
 * Laws
 * 1. Exact arithmetic is asked first; proofs only where it knows nothing.
 * 2. Where the point is named, the question is whether the argument is that point. Elsewhere, as at a pole of the
 *    tangent, it is what the value of the node itself is.
 */
import type { Dyadic } from '../../exact/dyadic.js';
import { containsPoint, point, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { DomainError } from '../../exact/errors.js';
import type { PincerError } from '../../exact/errors.js';
import { fromRational } from '../../exact/enclosure/outward.js';
import { ratText } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Finding, IdentityProof } from '../../identity/identify.js';
import type { Doubt } from '../goals/doubts.js';
import type { Equalities } from '../goals/equalities.js';
import type { Evidence } from '../operations/operation.js';
import { distanceTo, exactAnswer, exactDyadic, toDyadic } from '../goals/exact-answer.js';

/** What a search is about: the node in doubt, and the node that is narrowed until its bounds exclude a point. */
export type Question = Pick<Doubt, 'node' | 'argument' | 'predicate'>;

/** A node and bounds of the number that its value is: the point, or on one side of the point in question. */
export interface KnownValue {
  readonly node: NodeId;
  readonly bounds: Enclosure;
  /** How the equality was proven; undefined where it is arithmetic alone. */
  readonly proof?: IdentityProof;
}

/** A node that fails for good, as no step can help it. */
export interface NodeFailure {
  readonly node: NodeId;
  readonly error: PincerError;
}

/** Either the question is answered, or the evidence says how the search goes on. */
export type Answer =
  | { readonly known: KnownValue }
  | { readonly failure: NodeFailure }
  | { readonly evidence: Evidence };

export function answerOf(graph: Graph, equalities: Equalities, question: Question): Answer {
  const { node, argument, predicate } = question;
  if (predicate === undefined) return answerOfNode(graph, equalities, node);
  const { excludes: at } = predicate;
  const exact = exactAnswer(graph, argument, at);
  if (exact.kind === 'is') return { known: { node: argument, bounds: point(exact.value) } };
  if (exact.kind === 'apart') return { evidence: { kind: 'apart', distance: exact.distance } };
  const finding = equalities.findingAt(argument, at);
  if (finding.kind === 'equal') {
    return { known: { node: argument, bounds: point(at), proof: finding.proof } };
  }
  // Of a value whose form is a number, as of a^n + 1 - a^n, the side needs no more bits.
  const special = equalities.specialValueOf(argument);
  if (special?.kind === 'rational') {
    const bounds = besides(special.value, at);
    return { known: { node: argument, bounds, proof: { kind: 'form' } } };
  }
  return { evidence: evidenceOf(finding) };
}

/** Bounds of a number, so narrow that they exclude a point which it is not. */
function besides(value: Rational, at: Dyadic): Enclosure {
  const distance = distanceTo(value, at);
  return fromRational(value, Math.floor(distance) - 2);
}

function evidenceOf(finding: Exclude<Finding, { kind: 'equal' }>): Evidence {
  switch (finding.kind) {
    case 'apart':
      return { kind: 'bound', bits: finding.bits, proof: finding.proof };
    case 'distinct':
      return { kind: 'distinct', distance: finding.distance ?? -Infinity };
    case 'open':
      return { kind: 'open' };
  }
}

/** The value of a node that jumps or has a pole where no dyadic point is, as a remainder or a tangent has. */
function answerOfNode(graph: Graph, equalities: Equalities, node: NodeId): Answer {
  const exact = exactDyadic(graph, node);
  if (exact !== undefined) return { known: { node, bounds: point(exact) } };
  const special = equalities.specialValueOf(node);
  if (special?.kind === 'pole') {
    const at = `${ratText(special.turn)} pi`;
    const message = `${graph.describe(node)}: the argument is ${at}, a pole of the tangent`;
    return { failure: { node, error: new DomainError(message) } };
  }
  const value = special && toDyadic(special.value);
  return value === undefined
    ? { evidence: { kind: 'open' } }
    : { known: { node, bounds: point(value), proof: { kind: 'form' } } };
}

/**
 * The equality that bounds prove: they contain the point, and are narrower than the least distance that a value
 * apart from it has. What counts is the width that was reached, whatever width was asked for.
 */
export function equalityWithin(
  bounds: Enclosure,
  at: Dyadic,
  evidence: Evidence | undefined,
): IdentityProof | undefined {
  if (evidence?.kind !== 'bound' || widthLog2(bounds) >= -evidence.bits) return undefined;
  return containsPoint(bounds, at) ? evidence.proof : undefined;
}
