/**
 * The ladder: the precisions through which a request is narrowed whose caller wants good bounds on the way, as with a
 * deadline. Without one a wave goes as far as the goal, and may have nothing to show when it is interrupted.
 *
 * Laws
 * 1. Each rung has a fixed factor of bits more than the one before it, laid down from the goal, so that the last is
 *    the goal. Functions cost about bits^1.67 (refiners/cost.ts), so with a factor of 4 all rungs before the last cost
 *    an eighth of it together.
 * 2. Rungs begin where a step would take 20 ms by declared cost. Below, the first wave goes that far at once.
 * 3. With a deadline the last rung is chosen by the clock: the bits that can be reached in the time left, as the rungs
 *    before it show. A regular rung comes before it only where it costs little beside it.
 * 4. Where a rung took no step the next one is the goal: what is left is arithmetic.
 * 5. It chooses precisions, and proves nothing.
 * 6. A rung may take several waves. It is left when it is reached, or when a wave has ended that cannot reach it.
 */
import { evaluationCost } from '../../refiners/cost.js';
import type { Rung } from './operation.js';
import type { Nanoseconds } from '../time.js';

/** Declared cost at which rungs begin. */
const FIRST_COST = 20e6;
/** The exponent of time by bits where it was not measured: rather too large than too small. */
const USUAL_EXPONENT = 1.75;
/**
 * What is believed of a measured one. Below lies the start of a worker, which lengthens a first rung: believed, it would
 * make the next one overshoot its deadline.
 */
const EXPONENTS = [1.5, 2] as const;
/** The part of the time left that a last rung may be predicted to take. */
const SAFE_PART = 0.8;
/** The least factor by which a rung is worth its cost. */
const LEAST_FACTOR = 1.2;
/**
 * How many times the bits of a rung have to fit in the time left for one to come before the last: of the
 * factors tried it leaves the most bits in the worst case (spec).
 */
const WORTH_A_RUNG = 1.75;

export interface LadderAim {
  /** The bits that the goal asks for. */
  readonly goal: number;
  /** The bits that the root has. */
  readonly reached: number;
  /** The factor between two rungs. */
  readonly growth: number;
  /** How many refiners there are below the root. */
  readonly refiners: number;
  /** The rung before, if there was one. */
  readonly before: Rung | undefined;
  readonly now: Nanoseconds;
  /** Infinity without a deadline. */
  readonly deadline: Nanoseconds;
}

/** The next rung. */
export function nextRung(aim: LadderAim): Rung {
  const { goal, growth, now } = aim;
  const before = aim.before && { bits: aim.before.bits, spent: now - aim.before.since };
  // No time has passed since the last rung: it took no step, and arithmetic alone is left, which hears its limit of time.
  if (before?.spent === 0) return { bits: goal, since: now, before };
  const base = Math.max(aim.reached * growth, firstBits(aim.refiners));
  if (base >= goal) return { bits: goal, since: now, before };
  const steps = Math.ceil(Math.log(goal / base) / Math.log(growth) - 1e-9);
  const regular = goal / growth ** steps;
  // A step down from the goal may end hardly above what there is.
  const bits = regular < aim.reached * LEAST_FACTOR ? regular * growth : regular;
  return { bits: Math.min(goal, Math.ceil(byClock(aim, bits))), since: now, before };
}

/** Law 3. */
function byClock({ reached, before, now, deadline, growth }: LadderAim, bits: number): number {
  if (before === undefined || deadline === Infinity) return bits;
  const spent = now - before.since;
  const left = deadline - now;
  if (spent <= 0 || left <= 0) return bits;
  const exponent = exponentBy(before, spent);
  const fitting = before.bits * ((SAFE_PART * left) / spent) ** (1 / exponent);
  if (bits * WORTH_A_RUNG <= fitting) return bits;
  return Math.max(reached * LEAST_FACTOR, Math.min(fitting, bits * growth));
}

/** The exponent of time by bits that two rungs show. */
function exponentBy({ bits, before }: Rung, spent: Nanoseconds): number {
  if (before === undefined || before.spent <= 0 || bits < 2 * before.bits) return USUAL_EXPONENT;
  const measured = Math.log(spent / before.spent) / Math.log(bits / before.bits);
  return Math.min(EXPONENTS[1], Math.max(EXPONENTS[0], measured));
}

/** Law 2: the bits at which all refiners together cost {@link FIRST_COST}. */
function firstBits(refiners: number): number {
  let bits = 64;
  while (refiners * evaluationCost(2 * bits) < FIRST_COST) bits *= 2;
  return bits;
}
