/**
 * A source: a value whose bounds arrive from outside, in answers. This file holds what the answers so far
 * prove; execution/ asks for answers and waits for them.
 *
 * Laws
 * 1. The state is the meet of all answers, exactly. It is rounded again for each demand, so no answer is
 *    asked for a second time to print more digits of it.
 * 2. The source is asked only if the answers so far do not meet the demand, and for half of the demanded
 *    width: outward rounding may take the other half.
 * 3. A final answer, or one that adds nothing, exhausts the source unless it meets the demand.
 */
import { describeEnclosure } from '../exact/describe.js';
import { isPoint, magnitudeLog2 } from '../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../exact/enclosure/enclosure.js';
import { ContradictionError } from '../exact/errors.js';
import { fromRational, fromRationals } from '../exact/enclosure/outward.js';
import { ratCompare, ratSubtract } from '../exact/rational.js';
import type { Rational } from '../exact/rational.js';
import type { Demand, Refiner, StepResult } from './refiner.js';

// Types and not interfaces: only types count as plain data to the compiler.

/** An exact end. */
export type End = Pick<Rational, 'n' | 'd'>;

/** One answer of a source: the value lies in `[lo, hi]`; where it is `final` it will not get narrower. */
export type Answered = Readonly<{ lo: End; hi: End; final: boolean }>;

type Ends = Pick<Answered, 'lo' | 'hi'>;

/** What is kept of a source's answers; null before the first. */
export type SourceState = Answered | null;

/**
 * The parameters of a source: its name in messages, and the declared cost of an answer, in units of about a
 * nanosecond. One record is one source: nothing else distinguishes two sources of one name.
 */
export type SourceParams = Readonly<{ label: string; cost: number }>;

/** Log2 of the part of the width demanded that an answer may take, and of one unit of rounding at each end. */
const ASKED = -1;
const UNIT = -2;

/** Bits of the width of an answer that rounding leaves, where the answer is wider than demanded. */
const SPARE_BITS = 40;

/** The refiner of all sources. Its steps run where answers are waited for; they round what was answered. */
export const sourceRefiner: Refiner<SourceParams, SourceState> = {
  name: 'source',
  version: 1,
  start: () => null,
  step: ({ state, demand }) => proven(state, demand),
};

/** Whether a refiner is the refiner of all sources. */
export function isSource(refiner: object): boolean {
  return refiner === sourceRefiner;
}

/** Log2 of the width to ask a source for; undefined where its answers so far meet the demand, or are final. */
export function widthToAsk(state: SourceState, { width }: Demand): Log2 | undefined {
  const asked = width + ASKED;
  return state === null || (!state.final && widthOf(state) > asked) ? asked : undefined;
}

/**
 * The state after one more answer.
 * @throws ContradictionError where it leaves nothing of the answers before.
 */
export function taken({ label }: SourceParams, state: SourceState, answer: Answered): SourceState {
  if (state === null) return answer;
  const lo = ratCompare(answer.lo, state.lo) > 0 ? answer.lo : state.lo;
  const hi = ratCompare(answer.hi, state.hi) < 0 ? answer.hi : state.hi;
  if (ratCompare(lo, hi) > 0) {
    throw new ContradictionError(
      `source ${label}: it answers ${describeEnclosure(enclosed(answer, Infinity))}, which does not meet ` +
        `${describeEnclosure(enclosed(state, Infinity))}, its answer before`,
    );
  }
  const isNew = lo !== state.lo || hi !== state.hi;
  return { lo, hi, final: answer.final || !isNew };
}

/** The bounds that the answers so far prove, as narrow as the demand asks and the answers allow. */
export function proven(state: SourceState, demand: Demand): StepResult<SourceState> {
  if (state === null) return { state, bounds: { kind: 'all' } };
  const asked = demand.width + ASKED;
  const width = widthOf(state);
  const grid = Math.max(Math.floor(demand.width) + UNIT, Math.floor(width) - SPARE_BITS);
  const bounds = enclosed(state, grid === -Infinity ? Infinity : grid);
  if (isPoint(bounds)) return { state, bounds, done: 'exact' };
  return state.final && width > asked ? { state, bounds, done: 'exhausted' } : { state, bounds };
}

/** Log2 of the width of an answer, rounded up. */
function widthOf({ lo, hi }: Ends): Log2 {
  return magnitudeLog2(fromRational(ratSubtract(hi, lo), Infinity));
}

function enclosed({ lo, hi }: Ends, grid: number): Enclosure {
  return fromRationals(lo, hi, grid);
}
