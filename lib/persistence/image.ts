/** The image of a session: what a snapshot holds, as plain data. */
import type { Goal } from '../coordinator/goals/goal.js';
import type { OperationBudget, OperationClass } from '../coordinator/operations/request.js';
import type { Nanoseconds } from '../coordinator/time.js';
import type { LearnedCosts } from '../execution/plan/cost-model.js';
import type { NodeSnapshot } from '../graph/snapshot.js';

/** What names a kind of nodes. */
export type KindImage =
  | { readonly combinator: string }
  | {
      readonly refiner: string;
      readonly version: number;
      /** Where it is defined; undefined for Pincer's own, and for refiners that run inline only. */
      readonly module?: string | undefined;
    };

/** A node; its kind is a position in the list of kinds. */
export type NodeImage = NodeSnapshot<number>;

/** A request that was under way, with its limits as they were given. */
export interface RequestImage {
  /** A position in the list of nodes. */
  readonly root: number;
  readonly goal: Goal;
  readonly class?: OperationClass | undefined;
  readonly priority?: number | undefined;
  readonly budget?: OperationBudget | undefined;
  readonly timeout?: Nanoseconds | undefined;
  readonly assumeDomain?: boolean | undefined;
  readonly growth?: number | undefined;
  /** A position in the list of requests, before its own. */
  readonly parent?: number | undefined;
  /** Positions in the list of requests, before its own: it begins when these have met their goals. */
  readonly after?: readonly number[] | undefined;
}

/** The counters of a session, from which the next one goes on. */
export interface CounterImage {
  readonly lease: number;
  readonly operation: number;
  /** Of the virtual clock; 0 where the clock was not virtual. */
  readonly time: Nanoseconds;
  /** How many sessions stand before the next one. */
  readonly generation: number;
}

export interface SessionImage {
  readonly kinds: readonly KindImage[];
  /** Children before parents. */
  readonly nodes: readonly NodeImage[];
  /** Names, each with a position in the list of nodes. */
  readonly values: readonly (readonly [name: string, node: number])[];
  readonly requests: readonly RequestImage[];
  readonly counters: CounterImage;
  /** What the predictor has learned of nodes. */
  readonly learned: readonly (readonly [node: number, numbers: readonly number[]])[];
  readonly costs: LearnedCosts;
}

/** An image that is being taken: its nodes are made one after the other, as they are written. */
export interface ImageTaken extends Omit<SessionImage, 'nodes'> {
  readonly nodes: Iterable<NodeImage>;
}
