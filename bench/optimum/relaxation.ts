import { hull } from './choices.js';
import type { Choice } from './choices.js';

/**
 * The linear relaxation of choosing one of each group: fractions of two neighbouring corners of a
 * group's hull are allowed. It is solved by taking the hulls' edges in order of width gained per cost
 * (Sinha and Zoltners 1979, the multiple-choice knapsack problem), and bounds the true least cost
 * from below.
 */
export class Relaxation {
  /** After so many edges: the total width, falling, and the total cost, rising. */
  readonly #widths: number[];
  readonly #costs: number[];
  /** Whose edge each one is. */
  readonly #owners: number[] = [];

  constructor(groups: readonly (readonly Choice[])[]) {
    const edges: { gain: number; cost: number; owner: number }[] = [];
    let narrowest = 0;
    let cost = 0;
    groups.forEach((group, owner) => {
      const corners = hull(group);
      narrowest += corners.at(-1)?.width ?? 0;
      cost += corners[0]?.cost ?? 0;
      for (let i = 1; i < corners.length; i++) {
        const [a, b] = [corners[i - 1]!, corners[i]!];
        edges.push({ gain: a.width - b.width, cost: b.cost - a.cost, owner });
      }
    });
    edges.sort((a, b) => b.gain * a.cost - a.gain * b.cost);
    // Widths are added up from the narrow end: subtracting from the wide one would leave nothing of them.
    this.#widths = new Array<number>(edges.length + 1).fill(narrowest);
    for (let i = edges.length - 1; i >= 0; i--)
      this.#widths[i] = this.#widths[i + 1]! + edges[i]!.gain;
    this.#costs = [cost];
    for (const edge of edges) {
      cost += edge.cost;
      this.#costs.push(cost);
      this.#owners.push(edge.owner);
    }
  }

  /** A lower bound of the cost of a total width of at most `width`; Infinity where there is none. */
  leastCost(width: number): number {
    const edges = this.edgesTo(width);
    if (edges === undefined) return Infinity;
    if (edges === 0) return this.#costs[0]!;
    const from = this.#widths[edges - 1]!;
    const to = this.#widths[edges]!;
    const share = from > to ? (from - width) / (from - to) : 1;
    return this.#costs[edges - 1]! + share * (this.#costs[edges]! - this.#costs[edges - 1]!);
  }

  /** How many edges, in order, it takes until the total width is at most `width`. */
  edgesTo(width: number): number | undefined {
    let low = 0;
    let high = this.#widths.length - 1;
    if (!(this.#widths[high]! <= width)) return undefined;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#widths[middle]! <= width) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** How many edges of each group are among the first so many. */
  edgesOf(edges: number, groups: number): number[] {
    const counts = new Array<number>(groups).fill(0);
    for (let i = 0; i < edges; i++) counts[this.#owners[i]!]!++;
    return counts;
  }
}
