/**
 * What steps and messages cost, learned from what they took.
 *
 * Laws
 * 1. A step of a node that was measured before is predicted by its own measure, scaled by the priors;
 *    else by steps of its kind of about the same prior; else by the prior.
 * 2. Estimates are means of logarithms: one step held up by the machine moves them little.
 */
import type { Lease, Nanoseconds } from '../coordinator/lease.js';
import { predictCost } from '../coordinator/placement.js';
import type { NodeId } from '../graph/node.js';
import { registryKey } from '../refiners/registry.js';

export interface Prediction {
  /** Of one step, in nanoseconds. */
  readonly cost: Nanoseconds;
  /** Whether a step of this kind has been measured. */
  readonly measured: boolean;
}

/** Weight of the newest measure. */
const NEWEST = 0.25;

/** A message there and back before one has been measured, and what measures may move it to. */
const FIRST_MESSAGE = 50_000;
const LEAST_MESSAGE = 10_000;
const MOST_MESSAGE = 500_000;

/** Nodes whose own measures are kept, the most recent ones. */
const MOST_NODES = 4096;

/** By how much steps are later than predicted, at the 95th percentile, before that has been measured. */
const FIRST_LATENESS = 10;

interface KindMeasures {
  /** Mean log2 of measured over prior, by the octave of the prior. */
  readonly ratios: Map<number, number>;
  /** The ratio measured last, for octaves that have none. */
  latest: number;
}

export class CostModel {
  readonly #kinds = new Map<string, KindMeasures>();
  readonly #nodes = new Map<NodeId, number>();
  #message = Math.log2(FIRST_MESSAGE);
  /** Log2 of the 95th percentile of measured over predicted, followed by steps up and down. */
  #lateness = Math.log2(FIRST_LATENESS);

  /** Of a message there and back. */
  get messageCost(): Nanoseconds {
    return 2 ** this.#message;
  }

  /** How many times longer than predicted a step takes in one case of twenty. */
  get lateness(): number {
    return 2 ** this.#lateness;
  }

  /** @param kind - Name and version of the refiner. */
  predict(kind: string, node: NodeId, prior: number): Prediction {
    const own = this.#nodes.get(node);
    if (own !== undefined) return { cost: prior * 2 ** own, measured: true };
    const measures = this.#kinds.get(kind);
    if (measures === undefined) return { cost: prior, measured: false };
    const ratio = measures.ratios.get(octave(prior)) ?? measures.latest;
    return { cost: prior * 2 ** ratio, measured: true };
  }

  /** Learns from a lease that took so long for so many steps. */
  learn(lease: Lease, elapsed: Nanoseconds, steps: number): void {
    const prior = predictCost(lease.bounds, lease.demand);
    // A coarse clock may say zero.
    const measured = Math.log2(Math.max(elapsed, 100) / Math.max(1, steps) / prior);
    const kind = registryKey(lease.refiner.name, lease.refiner.version);
    const measures = this.#kinds.get(kind) ?? { ratios: new Map<number, number>(), latest: measured };
    this.#kinds.set(kind, measures);
    const o = octave(prior);
    const known = measures.ratios.get(o);
    measures.latest = known === undefined ? measured : known + NEWEST * (measured - known);
    measures.ratios.set(o, measures.latest);
    const own = this.#nodes.get(lease.node);
    this.#nodes.delete(lease.node);
    this.#nodes.set(lease.node, own === undefined ? measured : (own + measured) / 2);
    if (this.#nodes.size > MOST_NODES) {
      for (const oldest of this.#nodes.keys()) {
        this.#nodes.delete(oldest);
        break;
      }
    }
    const late = Math.log2(Math.max(elapsed, 100) / Math.max(1, steps) / lease.predictedCost);
    this.#lateness = Math.max(0, this.#lateness + (late > this.#lateness ? 19 / 64 : -1 / 64));
  }

  /** Nodes have been numbered anew. */
  forgetNodes(): void {
    this.#nodes.clear();
  }

  /** Learns from a lease that came back so much later than its steps took. */
  learnMessage(overhead: Nanoseconds): void {
    const measured = Math.log2(Math.min(MOST_MESSAGE, Math.max(LEAST_MESSAGE, overhead)));
    this.#message += NEWEST * (measured - this.#message);
  }
}

function octave(cost: number): number {
  return Math.round(Math.log2(cost));
}
