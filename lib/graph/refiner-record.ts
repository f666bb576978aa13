import type { Log2 } from '../exact/enclosure.js';
import type { Need, Plain } from '../refiners/refiner.js';

/** Where an accepted state came from. */
export interface Provenance {
  readonly lease: number;
  readonly parentVersion: number;
  readonly refiner: string;
}

/** What the graph remembers of a refiner node besides its bounds. */
export interface RefinerRecord {
  state: Plain;
  /** After the state was dropped: how many steps it may take at most until it is where it was. */
  behind: number;
  stampTime: number;
  /** The lease that the state came from; 0 before the first, and where it was dropped since. */
  lease: number;
  /** Accepted steps. */
  steps: number;
  /** Bits by which the last lease narrowed the bounds, a step. */
  gain: number;
  /** Accepted steps in a row that did not narrow the bounds. */
  idleSteps: number;
  /** The least width that was asked of those steps: a finer demand is a new question. */
  idleDemand: Log2;
  /** The part of the width that is its own, as it last reported; undefined where it does not say. */
  ownWidth: Log2 | undefined;
  /** The widths of the inputs that the last accepted step has seen. */
  seenWidths: Float64Array;
  needs: readonly Need[] | undefined;
  done: 'exact' | 'exhausted' | undefined;
  conditional: boolean;
  /** Bits of the largest number that its steps computed, as reported. */
  bits: number;
  /** Declared cost of all accepted steps. */
  cost: number;
}

const NO_WIDTHS = new Float64Array(0);

export function newRecord(state: Plain, inputs: number): RefinerRecord {
  return {
    state,
    behind: 0,
    stampTime: 0,
    lease: 0,
    steps: 0,
    gain: 0,
    idleSteps: 0,
    idleDemand: Infinity,
    ownWidth: undefined,
    // A million leaves share one: even an empty typed array takes more than a hundred bytes.
    seenWidths: inputs === 0 ? NO_WIDTHS : new Float64Array(inputs).fill(Infinity),
    needs: undefined,
    done: undefined,
    conditional: false,
    bits: 0,
    cost: 0,
  };
}

/**
 * Goes back to the state before the first step. What was proven and counted stays; what the last step
 * said of the next one is void, and so is what a host keeps for the state that is gone.
 */
export function startAnew(record: RefinerRecord, state: Plain): void {
  record.state = state;
  record.behind = record.steps;
  record.lease = 0;
  record.needs = undefined;
  record.idleSteps = 0;
  record.idleDemand = Infinity;
}
