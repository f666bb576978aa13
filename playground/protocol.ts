/** What the page and the engine say to each other, and the engine and a worker. All of it is plain data. */
import type { Lease, Settlement } from 'pincer/execution';
import type { Question } from './question.js';

/** From the page to the engine. */
export type Order =
  | { readonly type: 'read'; readonly text: string; readonly digits: number }
  | { readonly type: 'run'; readonly run: number; readonly question: Question }
  | { readonly type: 'digits'; readonly digits: number }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'step' }
  | { readonly type: 'stop' }
  | {
      readonly type: 'worker-started';
      readonly worker: number;
      readonly port: MessagePort;
      /** The number of the lease that is to stop; only an isolated page can share it. */
      readonly stop: SharedArrayBuffer | undefined;
    }
  | { readonly type: 'worker-ended'; readonly worker: number }
  /** The last frame is on the screen: the next one may come. */
  | { readonly type: 'drawn' };

/** A mistake in a text, with its place. */
export interface Mistake {
  readonly message: string;
  readonly at: number;
  /** The message, the line and a caret under the place. */
  readonly shown: string;
}

/** A node of the graph, before anything is known of it. */
export interface DrawnNode {
  readonly id: number;
  readonly label: string;
  readonly children: readonly number[];
  /** Whether steps narrow it; a sum or a product follows from its children at once. */
  readonly steps: boolean;
}

/** Published bounds of a node. */
export interface NodeBounds {
  readonly id: number;
  /** The digits that the bounds prove, of the first few. */
  readonly text: string;
  /** How many digits the bounds prove in all; Infinity where the value is known exactly. */
  readonly digits: number;
}

/** A lease, as far as it is known. */
export interface LeaseMark {
  readonly id: number;
  /** 0 is the engine itself. */
  readonly worker: number;
  readonly node: number;
  readonly name: string;
  /** Milliseconds since the run began. */
  readonly from: number;
  readonly to?: number;
  readonly end?: 'committed' | 'stale' | 'stopped' | 'failed' | 'lost';
  readonly attempt: number;
  /** The bits that were asked of the node; undefined for a first look. */
  readonly bits: number | undefined;
}

/** What a run has used so far. */
export interface Used {
  readonly leases: number;
  /** Of these, since the goal was last changed. */
  readonly leasesOfGoal: number;
  readonly stale: number;
  readonly lost: number;
  /** Declared by the refiners, in milliseconds. */
  readonly cost: number;
  /** Milliseconds during which something ran. */
  readonly elapsed: number;
  /** Milliseconds that workers computed, all together. */
  readonly busy: number;
}

/** How a goal came out. */
export interface Answer {
  readonly status: 'met' | 'partial' | 'undecided' | 'error';
  readonly digits: string | null;
  readonly rounding: string | null;
  readonly lower: string | null;
  readonly upper: string | null;
  /** The value as a ratio, where it is known exactly. */
  readonly rational: string | null;
  /** Why the goal was not met, for people; empty where it was. */
  readonly why: string;
}

export interface Frame {
  readonly type: 'frame';
  readonly run: number;
  /** Milliseconds since the run began. */
  readonly now: number;
  readonly state: 'running' | 'paused' | 'ended';
  /** The goal that is asked for now, and the one it grows to. */
  readonly goal: number;
  readonly digits: number;
  readonly nodes: readonly NodeBounds[];
  readonly leases: readonly LeaseMark[];
  readonly used: Used;
  readonly answer: Answer | undefined;
}

/** Whether a frame brings a digit to the screen. */
export function hasDigits({ answer }: Frame): boolean {
  return (answer?.digits ?? answer?.rational ?? null) !== null;
}

/** From the engine to the page. */
export type Report =
  | {
      readonly type: 'read';
      readonly text: string;
      readonly mistakes: readonly Mistake[];
      /** Predicted milliseconds until the digits are proven; undefined where there is a mistake. */
      readonly predicted: number | undefined;
    }
  | {
      readonly type: 'graph';
      readonly run: number;
      readonly nodes: readonly DrawnNode[];
      /** Nodes that are not among them, since there are too many to draw. */
      readonly hidden: number;
      readonly root: number;
    }
  | Frame
  /** A worker computes for a run that is over, and cannot be asked to stop. */
  | { readonly type: 'worker-stuck'; readonly worker: number }
  /** Something that no question should bring about. */
  | { readonly type: 'broken'; readonly run: number; readonly message: string };

/** Between the engine and a worker. */
export interface Work {
  readonly lease: Lease;
}
export interface Done {
  readonly lease: number;
  readonly incarnation: string;
  readonly settlement: Settlement;
}
