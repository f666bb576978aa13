import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import { CandidateQueue } from './candidate-queue.js';
import type { Shares } from './shares.js';
import { QUEUED } from './stages.js';
import type { Stages } from './stages.js';

/** Above every contribution. */
const CHAINS_FIRST = 2 ** 40;

/**
 * The steps of a wave that are ready, in the order in which to take them: in discovery the cheap order by
 * height, else the largest contribution. What is mandatory has to be done in any order; where steps run at
 * the same time the longest chain starts first, and before what is not.
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

  /** At most, as entries may be out of date. */
  get length(): number {
    return this.#queue.length;
  }

  /** One that is there already keeps the key that it has: an upper bound, which is looked at again. */
  push(p: number): void {
    if (!this.#queue.has(p)) this.#queue.push(p, this.#key(p));
  }

  pop(): number | undefined {
    return this.#queue.pop((p) => (this.#stages.at(p) === QUEUED ? this.#key(p) : undefined));
  }

  /** Larger keys step sooner. */
  #key(p: number): number {
    if (this.#shares === undefined) return -this.#graph.heightOf(this.#cone[p]!);
    const contribution = this.#shares.contributionOf(p);
    const chained = this.#parallel && contribution > this.#shares.limit;
    return chained ? CHAINS_FIRST + this.#chainCost(p, this.#shares) : contribution;
  }

  /** What the steps of a node will still cost, as a logarithm, at the gain and the cost of those it took. */
  #chainCost(p: number, shares: Shares): Log2 {
    const contribution = shares.contributionOf(p);
    if (contribution === Infinity) return Infinity;
    const { steps, gain, cost } = this.#graph.recordOf(this.#cone[p]!)!;
    const left = Math.max(1, (contribution - shares.share) / (gain > 0 ? gain : 1));
    return Math.log2(left) + Math.log2(steps > 0 ? cost / steps : 1);
  }
}
