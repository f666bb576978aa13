/**
 * Evidence: what exact arithmetic and proofs of equalities say of a value that narrowing has not told from a point.
 *
 * Laws
 * 1. Exact arithmetic is asked first; proofs only where it knows nothing.
 * 2. Where the point is named, the question is whether the argument is that point. Elsewhere, as at a pole of the
 *    tangent, it is what the value of the node itself is.
 */
import type { Dyadic } from '../../exact/dyadic.js';
import { containsPoint, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { DomainError } from '../../exact/errors.js';
import type { PincerError } from '../../exact/errors.js';
import { ratText } from '../../exact/rational.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Finding, Proof } from '../../identity/identify.js';
import type { Doubt } from '../goals/doubts.js';
import type { Equalities } from '../goals/equalities.js';
import type { Evidence } from '../operations/operation.js';
import { exactAnswer, exactDyadic, toDyadic } from './exact-answer.js';

/** What a search is about: the node in doubt, and the node that is narrowed until its bounds exclude a point. */
export type Question = Pick<Doubt, 'node' | 'argument' | 'predicate'>;

/** A node and the number that its value is. */
export interface KnownValue {
  readonly node: NodeId;
  readonly value: Dyadic;
  /** How the equality was proven; undefined where it is arithmetic alone. */
  readonly proof?: Proof;
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
  if (exact.kind === 'is') return { known: { node: argument, value: exact.value } };
  if (exact.kind === 'apart') return { evidence: { kind: 'apart', distance: exact.distance } };
  const finding = equalities.findingAt(argument, at);
  if (finding.kind === 'equal') {
    return { known: { node: argument, value: at, proof: finding.proof } };
  }
  return { evidence: evidenceOf(finding) };
}

function evidenceOf(finding: Exclude<Finding, { kind: 'equal' }>): Evidence {
  switch (finding.kind) {
    case 'apart':
      return { kind: 'bound', bits: finding.bits, proof: finding.proof };
    case 'distinct':
      return { kind: 'distinct' };
    case 'open':
      return { kind: 'open' };
  }
}

/** The value of a node that jumps or has a pole where no dyadic point is, as a remainder or a tangent has. */
function answerOfNode(graph: Graph, equalities: Equalities, node: NodeId): Answer {
  const exact = exactDyadic(graph, node);
  if (exact !== undefined) return { known: { node, value: exact } };
  const special = equalities.specialValueOf(node);
  if (special?.kind === 'pole') {
    const at = `${ratText(special.turn)} pi`;
    const message = `${graph.describe(node)}: the argument is ${at}, a pole of the tangent`;
    return { failure: { node, error: new DomainError(message) } };
  }
  const value = special && toDyadic(special.value);
  return value === undefined
    ? { evidence: { kind: 'open' } }
    : { known: { node, value, proof: { kind: 'form' } } };
}

/**
 * The equality that bounds prove: they contain the point, and are narrower than the least distance that a value
 * apart from it has. What counts is the width that was reached, whatever width was asked for.
 */
export function equalityWithin(
  bounds: Enclosure,
  at: Dyadic,
  evidence: Evidence | undefined,
): Proof | undefined {
  if (evidence?.kind !== 'bound' || widthLog2(bounds) >= -evidence.bits) return undefined;
  return containsPoint(bounds, at) ? evidence.proof : undefined;
}
