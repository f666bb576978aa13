/**
 * Equalities: what the identity layer proves of nodes in doubt, and what searches have made of it.
 *
 * Laws
 * 1. A question about a node is asked once while the node lives. Its answer is a function of the graph, so who asks
 *    changes nothing but the memory of it.
 * 2. An equality is noted with its node by the one who narrows the node to the point.
 */
import type { Dyadic } from '../../exact/dyadic.js';
import { equals } from '../../exact/dyadic.js';
import { ratFromDyadic } from '../../exact/rational.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { identify, specialValue } from '../../identity/identify.js';
import type { Finding, IdentityProof, SpecialValue } from '../../identity/identify.js';

/** What was asked of a node, and what came of it. */
interface Answers {
  /** Whether its value is a number. */
  readonly findings: { readonly at: Dyadic; readonly finding: Finding }[];
  /** What is known of it beside its bounds; null where that is nothing, undefined before it is asked. */
  special: SpecialValue | null | undefined;
  /** How the number was proven that its bounds have become. */
  proof: IdentityProof | undefined;
}

/** A point with a larger exponent is no number that a form holds. */
const LARGEST_EXPONENT = 4096;

const OPEN: Finding = { kind: 'open' };

/** The memory of questions about equalities. */
export class Equalities {
  readonly #graph: Graph;
  #answers = new Map<NodeId, Answers>();
  #searches = 0;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** How many questions were asked so far. */
  get searches(): number {
    return this.#searches;
  }

  /** Whether the value of a node is a number. */
  findingAt(node: NodeId, at: Dyadic): Finding {
    const { findings } = this.#answersOf(node);
    const known = findings.find((each) => equals(each.at, at));
    if (known !== undefined) return known.finding;
    if (Math.abs(at.e) > LARGEST_EXPONENT) return OPEN;
    this.#searches++;
    const finding = identify(this.#graph, node, ratFromDyadic(at));
    findings.push({ at, finding });
    return finding;
  }

  /** The value of a node where a form shows it, or the pole that its argument is. */
  specialValueOf(node: NodeId): SpecialValue | undefined {
    const answers = this.#answersOf(node);
    if (answers.special === undefined) {
      this.#searches++;
      answers.special = specialValue(this.#graph, node) ?? null;
    }
    return answers.special ?? undefined;
  }

  /** Notes how the number was proven to which a node is narrowed. */
  note(node: NodeId, proof: IdentityProof): void {
    this.#answersOf(node).proof = proof;
  }

  /** The proof of an equality that bounds above it stand on: of several the one that is highest in the cone. */
  proofIn(cone: Cone): IdentityProof | undefined {
    if (this.#answers.size === 0) return undefined;
    for (let i = cone.length - 1; i >= 0; i--) {
      const proof = this.#answers.get(cone[i]!)?.proof;
      if (proof !== undefined) return proof;
    }
    return undefined;
  }

  /** @param numbers - the new number of each node; -1 for those that are gone. */
  renumber(numbers: Int32Array): void {
    const before = this.#answers;
    this.#answers = new Map();
    for (const [node, answers] of before) {
      if (numbers[node]! >= 0) this.#answers.set(numbers[node]!, answers);
    }
  }

  #answersOf(node: NodeId): Answers {
    let answers = this.#answers.get(node);
    if (answers === undefined) {
      answers = { findings: [], special: undefined, proof: undefined };
      this.#answers.set(node, answers);
    }
    return answers;
  }
}
