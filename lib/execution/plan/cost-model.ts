/**
 * Predicts what steps and messages cost from the times that earlier ones took.
 *
 * Laws
 * 1. The prediction for a step is its prior times a ratio: the ratio of its node where one was measured, else the
 *    ratio of its kind for priors of about the same size, else 1.
 * 2. A prediction from the ratio of a kind counts as measured only while the nodes of the kind differ little.
 * 3. Ratios are averaged as logarithms, so one step that the machine delayed moves them little. For kinds with a
 *    reliable prior the average starts from 1, for others from the first measured ratio.
 * 4. What a short step of a kind with a reliable prior takes beyond that is a constant: it says nothing of steps that
 *    are many times as long, for which the prior holds. Ratios of such kinds fade with the distance of the priors.
 * 5. Steps with a reliable prior that take less than half of a message teach nothing.
 * 6. The messages of a session's own workers cost alike. Those of each context that somebody made have a cost of their
 *    own, without an upper limit, which is not kept for another session.
 */
import type { Lease } from '../../coordinator/leases/lease.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import { priorOf } from '../../coordinator/leases/placement.js';
import type { NodeId } from '../../graph/node.js';
import { keyOf } from '../../refiners/registry.js';
import { RecentMap } from '../../exact/recent-map.js';

export interface Prediction {
  /** Of one step. */
  readonly cost: Nanoseconds;
  /** Whether it rests on measurements, of the node or of nodes of its kind that differ little. */
  readonly measured: boolean;
  /** An upper estimate, from the largest errors of predictions for new nodes of the kind; Infinity before any. */
  readonly atMost: Nanoseconds;
}

/**
 * Weights of a new measurement. A faster one counts more: it shows what the step can do, while a slower one may show
 * that the machine was busy.
 */
const FASTER = 0.5;
const SLOWER = 0.25;

/** From this many octaves on, a ratio of a kind with a reliable prior says nothing. */
const REACH = 4;

/** Nodes of a kind differ widely from this log2 of a factor on. A kind starts above it. */
const WIDE_SPREAD = 2;
/** The part of the difference by which the spread falls towards a smaller error. */
const SPREAD_GAIN = 1 / 16;

/** The cost of a message and its answer: the first estimate, and the range of all estimates. */
const FIRST_MESSAGE = 50_000;
const LEAST_MESSAGE = 10_000;
const MOST_MESSAGE = 500_000;
/** Stands for the groups of a session's own workers. */
const OWN = '';

/**
 * The same for the start of a context. On an idle machine it takes about 60 ms. The first estimate is high on purpose:
 * with a low one a busy machine makes starts look like hung steps, and the hedges start yet more contexts.
 */
const FIRST_START = 1_000_000_000;
const LEAST_START = 10_000_000;
const MOST_START = 5_000_000_000;

/** How many nodes have a ratio of their own; the least recently measured go first. */
const MOST_NODES = 4096;

/** The first estimate of the 95th percentile of measured over predicted cost. */
const FIRST_LATENESS = 10;

/** The ratio of a node: log2 of measured over prior, and the octave of the last prior. */
interface NodeRatio {
  readonly ratio: number;
  readonly octave: number;
}

interface KindRatios {
  /** Mean log2 of measured over prior, by the octave of the prior. */
  readonly ratios: Map<number, number>;
  /** The ratio updated last, for octaves without one. */
  latest: number;
  /** By how much the first measurements of nodes differed from their predictions: log2 of a factor. */
  spread: number;
  /** The mean part of their quantum of steps that leases of several steps used. */
  taken: number;
}

/** What a cost model has learned, as plain data; logarithms are to the base 2. */
export interface LearnedCosts {
  readonly message: number;
  readonly start: number;
  readonly hasStarted: boolean;
  readonly lateness: number;
  /** By name and version of the refiner. */
  readonly kinds: readonly LearnedKind[];
  readonly nodes: readonly (readonly [node: NodeId, ratio: number, octave: number])[];
}

/** What was learned of one kind. */
export interface LearnedKind {
  readonly kind: string;
  /** By the octave of the prior. */
  readonly ratios: readonly (readonly [octave: number, ratio: number])[];
  readonly latest: number;
  readonly spread: number;
  readonly taken: number;
}

/** What a placement asks of a cost model. */
export type StepCosts = Pick<
  CostModel,
  'predict' | 'stepsTaken' | 'messageCost' | 'startCost' | 'lateness' | 'forgetNodes'
>;

export class CostModel {
  readonly #hasReliablePrior: (kind: string) => boolean;
  readonly #kinds = new Map<string, KindRatios>();
  readonly #nodes = new RecentMap<NodeId, NodeRatio>(MOST_NODES);
  /** Log2 of the cost of a message, by the group of its context. */
  readonly #messages = new Map([[OWN, Math.log2(FIRST_MESSAGE)]]);
  #start = Math.log2(FIRST_START);
  #hasStarted = false;
  /** Log2 of the 95th percentile of measured over predicted cost: up by 19/64 above it, down by 1/64 below. */
  #lateness = Math.log2(FIRST_LATENESS);

  /** @param hasReliablePrior - whether the priors of a kind are in nanoseconds of a typical machine. */
  constructor(hasReliablePrior: (kind: string) => boolean = () => false) {
    this.#hasReliablePrior = hasReliablePrior;
  }

  /** All that it has learned. */
  get learned(): LearnedCosts {
    return {
      message: this.#messages.get(OWN)!,
      start: this.#start,
      hasStarted: this.#hasStarted,
      lateness: this.#lateness,
      kinds: [...this.#kinds].map(([kind, { ratios, ...rest }]) => ({
        kind,
        ratios: [...ratios],
        ...rest,
      })),
      nodes: [...this.#nodes.entries()].map(
        ([node, { ratio, octave }]) => [node, ratio, octave] as const,
      ),
    };
  }

  /** Goes on from what another model has learned. */
  recall({ message, start, hasStarted, lateness, kinds, nodes }: LearnedCosts): void {
    this.#messages.set(OWN, message);
    this.#start = start;
    this.#hasStarted = hasStarted;
    this.#lateness = lateness;
    for (const { kind, ratios, ...rest } of kinds)
      this.#kinds.set(kind, { ...rest, ratios: new Map(ratios) });
    for (const [node, ratio, octave] of nodes) this.#nodes.set(node, { ratio, octave });
  }

  /**
   * Of a message and its answer.
   * @param group - of the context; where nothing was learned of it alone, it costs what a worker of the session does.
   */
  messageCost(group = OWN): Nanoseconds {
    return 2 ** (this.#messages.get(group) ?? this.#messages.get(OWN)!);
  }

  /** Of starting a context. */
  get startCost(): Nanoseconds {
    return 2 ** this.#start;
  }

  /** What the start of a context is likely to take: the measured mean, or `unmeasured` before the first. */
  likelyStart(unmeasured: Nanoseconds): Nanoseconds {
    return this.#hasStarted ? this.startCost : unmeasured;
  }

  /** The 95th percentile of the ratio of measured to predicted cost. */
  get lateness(): number {
    return 2 ** this.#lateness;
  }

  /** @param kind - name and version of the refiner. */
  predict(kind: string, node: NodeId, prior: number): Prediction {
    const reliable = this.#hasReliablePrior(kind);
    const at = octave(prior);
    const own = this.#ratioOf(node, reliable, at);
    if (own !== undefined) {
      const cost = prior * 2 ** own;
      return { cost, measured: true, atMost: cost };
    }
    const ratiosOfKind = this.#kinds.get(kind);
    if (ratiosOfKind === undefined) return { cost: prior, measured: false, atMost: Infinity };
    const { ratios, latest, spread } = ratiosOfKind;
    const ratio = reliable ? nearest(ratios, at) : (ratios.get(at) ?? latest);
    const cost = prior * 2 ** (ratio ?? 0);
    return {
      cost,
      measured: ratio !== undefined && spread < WIDE_SPREAD,
      atMost: ratio === undefined ? Infinity : cost * 2 ** spread,
    };
  }

  /** How many steps a lease is expected to take of those it is allowed: it ends as soon as its demand is met. */
  stepsTaken(kind: string, allowed: number): number {
    return Math.max(1, allowed * (this.#kinds.get(kind)?.taken ?? 1));
  }

  /** Learns from a lease that took `elapsed` for `steps` steps. */
  learn(lease: Lease, elapsed: Nanoseconds, steps: number): void {
    const kind = keyOf(lease.refiner);
    const isReliable = this.#hasReliablePrior(kind);
    // Nothing depends on how much shorter than a message a step is, and its measure is noise.
    if (isReliable && elapsed < this.messageCost() / 2) return;
    const prior = priorOf(lease);
    // A coarse clock may say zero.
    const measured = Math.log2(Math.max(elapsed, 100) / Math.max(1, steps) / prior);
    const first = isReliable ? 0 : measured;
    const measures = this.#kinds.get(kind) ?? {
      ratios: new Map<number, number>(),
      latest: first,
      spread: 1.1 * WIDE_SPREAD,
      taken: 1,
    };
    this.#kinds.set(kind, measures);
    const o = octave(prior);
    const before = (isReliable ? nearest(measures.ratios, o) : measures.ratios.get(o)) ?? first;
    measures.latest = towards(before, measured);
    measures.ratios.set(o, measures.latest);
    const allowed = lease.quantum.steps;
    if (allowed > 1) measures.taken = towards(measures.taken, steps / allowed);
    const known = this.#ratioOf(lease.node, isReliable, o);
    if (known === undefined) {
      const off = Math.abs(measured - before);
      measures.spread = Math.max(off, measures.spread + SPREAD_GAIN * (off - measures.spread));
    }
    const own = known ?? (isReliable ? before : measured);
    this.#nodes.set(lease.node, { ratio: towards(own, measured), octave: o });
    const late = Math.log2(Math.max(elapsed, 100) / Math.max(1, steps) / lease.predictedCost);
    this.#lateness = Math.max(0, this.#lateness + (late > this.#lateness ? 19 / 64 : -1 / 64));
  }

  /** The ratio of a node, for priors of an octave; undefined where none was measured that says something of them. */
  #ratioOf(node: NodeId, reliable: boolean, at: number): number | undefined {
    const own = this.#nodes.get(node);
    if (own === undefined || !reliable) return own?.ratio;
    const distance = Math.abs(own.octave - at);
    return distance >= REACH ? undefined : own.ratio * (1 - distance / REACH);
  }

  /** Learns the cost of a start: what a lease took beyond its steps where its context was started for it. */
  learnStart(overhead: Nanoseconds): void {
    const measured = Math.log2(within(LEAST_START, overhead, MOST_START));
    this.#start = towards(this.#start, measured);
    this.#hasStarted = true;
  }

  /** Nodes have been renumbered: the ratios of single nodes are void. */
  forgetNodes(): void {
    this.#nodes.clear();
  }

  /**
   * Learns the cost of a message: what a lease took beyond its steps.
   * @param given - the group of a context that somebody made.
   */
  learnMessage(overhead: Nanoseconds, given = OWN): void {
    const most = given === OWN ? MOST_MESSAGE : Infinity;
    const measured = Math.log2(within(LEAST_MESSAGE, overhead, most));
    const before = this.#messages.get(given) ?? measured;
    this.#messages.set(given, towards(before, measured, SLOWER / 8));
  }
}

function within(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function towards(before: number, measured: number, slower = SLOWER): number {
  return before + (measured < before ? FASTER : slower) * (measured - before);
}

/** The ratio for priors of an octave: that of the nearest octave with one, less for each octave between. */
function nearest(ratios: ReadonlyMap<number, number>, at: number): number | undefined {
  for (let distance = 0; distance < REACH; distance++) {
    const ratio = ratios.get(at - distance) ?? ratios.get(at + distance);
    if (ratio !== undefined) return ratio * (1 - distance / REACH);
  }
  return undefined;
}

function octave(cost: number): number {
  return Math.round(Math.log2(cost));
}
