import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import { CandidateQueue } from './candidate-queue.js';
import type { Shares } from './shares.js';
import { QUEUED } from './stages.js';
import type { Stages } from './stages.js';

/** Larger than every contribution. */
const ABOVE_ALL = 2 ** 40;

/**
 * The steps of a wave that are ready, in the order in which they are taken: by height in a discovery, which is cheap to
 * compute, and by the largest contribution in a narrowing. Mandatory steps may run in any order. So where steps run in
 * parallel, the node whose remaining steps cost most starts first, and nodes below the limit come last.
 */
export class ReadySteps {
  readonly #queue: CandidateQueue;
  readonly #graph: Graph;
  readonly #cone: Cone;
  readonly #stages: Stages;
  readonly #shares: Shares | undefined;
  readonly #parallel: boolean;

  constructor(
    graph: Graph,
    cone: Cone,
    stages: Stages,
    shares: Shares | undefined,
    parallel: boolean,
  ) {
    this.#queue = new CandidateQueue(cone.length);
    this.#graph = graph;
    this.#cone = cone;
    this.#stages = stages;
    this.#shares = shares;
    this.#parallel = parallel;
  }

  /** An upper bound: entries may be out of date. */
  get length(): number {
    return this.#queue.length;
  }

  /** A node that is queued already keeps its key, an upper bound that `pop` computes again. */
  push(p: number): void {
    if (!this.#queue.has(p)) this.#queue.push(p, this.#key(p));
  }

  pop(): number | undefined {
    return this.#queue.pop((p) => (this.#stages.at(p) === QUEUED ? this.#key(p) : undefined));
  }

  /** The node with the largest key steps first. */
  #key(p: number): number {
    if (this.#shares === undefined) return -this.#graph.heightOf(this.#cone[p]!);
    const contribution = this.#shares.contributionOf(p);
    const startsFirst = this.#parallel && contribution > this.#shares.limit;
    return startsFirst ? ABOVE_ALL + this.#chainCost(p, this.#shares) : contribution;
  }

  /** Log2 of what the remaining steps of a node will cost, if they gain and cost as much as its steps so far. */
  #chainCost(p: number, shares: Shares): Log2 {
    const contribution = shares.contributionOf(p);
    if (contribution === Infinity) return Infinity;
    const { steps, gain, cost } = this.#graph.recordOf(this.#cone[p]!)!;
    const remaining = Math.max(1, (contribution - shares.share) / (gain > 0 ? gain : 1));
    return Math.log2(remaining) + Math.log2(steps > 0 ? cost / steps : 1);
  }
}
