/**
 * What steps and messages cost, learned from what they took.
 *
 * Laws
 * 1. A step of a node that was measured before is predicted by its own measure, scaled by the priors;
 *    else by steps of its kind of about the same prior; else by the prior. Where the measures of a kind
 *    differ widely, they count for nothing as to its other nodes.
 * 2. Estimates of costs are means of logarithms: one step held up by the machine moves them little. For kinds
 *    whose prior can be relied on they start from it, for others from the first measure.
 */
import type { Lease } from '../../coordinator/leases/lease.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import { priorOf } from '../../coordinator/leases/placement.js';
import type { NodeId } from '../../graph/node.js';
import { registryKey } from '../../refiners/registry.js';

export interface Prediction {
  /** Of one step, in nanoseconds. */
  readonly cost: Nanoseconds;
  /** Whether a step of this kind has been measured. */
  readonly measured: boolean;
  /** What it may cost by how far first steps of the kind have been off; Infinity before there were any. */
  readonly atMost: Nanoseconds;
}

/** Weight of the newest measure: what was quick once can be quick; slow may be the machine's fault. */
const QUICKER = 0.5;
const SLOWER = 0.25;

/** The measures of a kind differ widely: by a factor of four. So they do until some have shown otherwise. */
const WIDE_SPREAD = 2;
const SPREAD_FADES = 1 / 16;

/** A message there and back before one has been measured, and what measures may move it to. */
const FIRST_MESSAGE = 50_000;
const LEAST_MESSAGE = 10_000;
const MOST_MESSAGE = 500_000;

/**
 * The same for the start of a context. It is some 60 ms where nothing else runs; a first guess that is
 * too low has starts taken for hung steps, and more contexts started, just where the machine is busy.
 */
const FIRST_START = 1_000_000_000;
const LEAST_START = 10_000_000;
const MOST_START = 5_000_000_000;

/** Nodes whose own measures are kept, the most recent ones. */
const MOST_NODES = 4096;

/** By how much steps are later than predicted, at the 95th percentile, before that has been measured. */
const FIRST_LATENESS = 10;

interface KindMeasures {
  /** Mean log2 of measured over prior, by the octave of the prior. */
  readonly ratios: Map<number, number>;
  /** The ratio measured last, for octaves that have none. */
  latest: number;
  /** By how much first measures of nodes have differed from what was predicted, as a logarithm. */
  spread: number;
  /** The part of the steps they might take that leases of several steps took. */
  taken: number;
}

export class CostModel {
  readonly #isFamiliar: (kind: string) => boolean;
  readonly #kinds = new Map<string, KindMeasures>();
  readonly #nodes = new Map<NodeId, number>();
  #message = Math.log2(FIRST_MESSAGE);
  #start = Math.log2(FIRST_START);
  /** Log2 of the 95th percentile of measured over predicted, followed by steps up and down. */
  #lateness = Math.log2(FIRST_LATENESS);

  /** @param isFamiliar - Whether the prior for a kind can be relied on. */
  constructor(isFamiliar: (kind: string) => boolean = () => false) {
    this.#isFamiliar = isFamiliar;
  }

  /** Of a message there and back. */
  get messageCost(): Nanoseconds {
    return 2 ** this.#message;
  }

  /** Of starting a context. */
  get startCost(): Nanoseconds {
    return 2 ** this.#start;
  }

  /** How many times longer than predicted a step takes in one case of twenty. */
  get lateness(): number {
    return 2 ** this.#lateness;
  }

  /** @param kind - Name and version of the refiner. */
  predict(kind: string, node: NodeId, prior: number): Prediction {
    const own = this.#nodes.get(node);
    if (own !== undefined) {
      const cost = prior * 2 ** own;
      return { cost, measured: true, atMost: cost };
    }
    const measures = this.#kinds.get(kind);
    if (measures === undefined) return { cost: prior, measured: false, atMost: Infinity };
    const { ratios, latest, spread } = measures;
    const cost = prior * 2 ** (ratios.get(octave(prior)) ?? latest);
    return { cost, measured: spread < WIDE_SPREAD, atMost: cost * 2 ** spread };
  }

  /** How many steps a lease takes that may take so many: it ends where what is demanded is there. */
  stepsTaken(kind: string, allowed: number): number {
    return Math.max(1, allowed * (this.#kinds.get(kind)?.taken ?? 1));
  }

  /** Learns from a lease that took so long for so many steps. */
  learn(lease: Lease, elapsed: Nanoseconds, steps: number): void {
    const prior = priorOf(lease);
    // A coarse clock may say zero.
    const measured = Math.log2(Math.max(elapsed, 100) / Math.max(1, steps) / prior);
    const kind = registryKey(lease.refiner.name, lease.refiner.version);
    const first = this.#isFamiliar(kind) ? 0 : measured;
    const measures = this.#kinds.get(kind) ?? {
      ratios: new Map<number, number>(),
      latest: first,
      spread: 1.1 * WIDE_SPREAD,
      taken: 1,
    };
    this.#kinds.set(kind, measures);
    const o = octave(prior);
    const before = measures.ratios.get(o) ?? (this.#isFamiliar(kind) ? measures.latest : measured);
    measures.latest = towards(before, measured);
    measures.ratios.set(o, measures.latest);
    const allowed = lease.quantum.steps;
    if (allowed > 1) measures.taken = towards(measures.taken, steps / allowed);
    const known = this.#nodes.get(lease.node);
    if (known === undefined) {
      const off = Math.abs(measured - before);
      measures.spread = Math.max(off, measures.spread + SPREAD_FADES * (off - measures.spread));
    }
    const own = known ?? (this.#isFamiliar(kind) ? before : measured);
    this.#nodes.delete(lease.node);
    this.#nodes.set(lease.node, towards(own, measured));
    if (this.#nodes.size > MOST_NODES) {
      const [oldest] = this.#nodes.keys();
      this.#nodes.delete(oldest!);
    }
    const late = Math.log2(Math.max(elapsed, 100) / Math.max(1, steps) / lease.predictedCost);
    this.#lateness = Math.max(0, this.#lateness + (late > this.#lateness ? 19 / 64 : -1 / 64));
  }

  /** Learns from a lease for which a context was started: it came back so much later than its steps took. */
  learnStart(overhead: Nanoseconds): void {
    const measured = Math.log2(within(LEAST_START, overhead, MOST_START));
    this.#start = towards(this.#start, measured);
  }

  /** Nodes have been numbered anew. */
  forgetNodes(): void {
    this.#nodes.clear();
  }

  /** Learns from a lease that came back so much later than its steps took. */
  learnMessage(overhead: Nanoseconds): void {
    const measured = Math.log2(within(LEAST_MESSAGE, overhead, MOST_MESSAGE));
    this.#message = towards(this.#message, measured, SLOWER / 8);
  }
}

function within(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function towards(before: number, measured: number, slower = SLOWER): number {
  return before + (measured < before ? QUICKER : slower) * (measured - before);
}

function octave(cost: number): number {
  return Math.round(Math.log2(cost));
}
