/** Functions that rise or fall throughout a domain that is an interval. */
import type { Dyadic } from '../../exact/dyadic.js';
import { isPoint, lowerEnd, magnitudeLog2, upperEnd } from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import type { Estimate } from '../../exact/estimate.js';
import { fromExactEndsOpen } from '../../exact/enclosure/ends.js';
import { encloseEnds, evaluationOf } from './ends.js';
import type { Ends } from './ends.js';
import { partInside } from './domain.js';
import type { Domain, Part } from './domain.js';
import type { Evaluation, FunctionDefinition } from './function.js';
import { boundsOver } from './mean-value-form.js';
import type { Differentiable } from './mean-value-form.js';

export interface Monotone {
  readonly name: string;
  readonly rising: boolean;
  /** Without it the whole line. */
  readonly domain?: Domain;
  at(x: Dyadic, grid: number): Ends;
  /** Over a part of the domain that may reach its ends. */
  derivative(x: Enclosure): Enclosure;
  readonly estimate?: Estimate;
  /** See {@link Differentiable}. */
  readonly steepest?: NonNullable<Differentiable['steepest']>;
  /** The limit at minus infinity or at an open lower end of the domain; without it infinite. */
  low?(grid: number): Ends;
  /** The limit at plus infinity or at an open upper end of the domain; without it infinite. */
  high?(grid: number): Ends;
}

const UNBOUNDED: Ends = { lo: null, hi: null, own: -Infinity };

function partOf(f: Monotone, x: Enclosure): Part {
  if (f.domain !== undefined) return partInside(f.name, x, f.domain);
  return {
    lo: lowerEnd(x),
    hi: upperEnd(x),
    openBelow: false,
    openAbove: false,
    conditional: false,
    needs: [],
  };
}

/** The bounds of f over a part of its domain: the values or limits at both ends of it. */
function rangeOver(f: Monotone, part: Part, grid: number): Ends {
  const low = part.lo === null || part.openBelow ? f.low?.(grid) : f.at(part.lo, grid);
  const high = part.hi === null || part.openAbove ? f.high?.(grid) : f.at(part.hi, grid);
  const from = (f.rising ? low : high) ?? UNBOUNDED;
  const to = (f.rising ? high : low) ?? UNBOUNDED;
  return { lo: from.lo, hi: to.hi, own: Math.max(from.own, to.own) + 1 };
}

/** The bounds of f over `x`, at 64 bits, from the values at its ends alone. */
export function roughRange(f: Monotone, x: Enclosure): Enclosure {
  return encloseEnds(rangeOver(f, partOf(f, x), Infinity), Infinity);
}

/** By the function: to make them for each evaluation takes as long as a short one. */
const differentiables = new WeakMap<Monotone, Differentiable>();

function differentiableOf(f: Monotone): Differentiable {
  const made = differentiables.get(f);
  if (made !== undefined) return made;
  const differentiable: Differentiable = {
    at: (point, grid) => f.at(point, grid),
    derivative: (inside) => f.derivative(inside),
    estimate: f.estimate,
    steepest: f.steepest,
    range: (inside, grid) => rangeOver(f, partOf(f, inside), grid - 1),
  };
  differentiables.set(f, differentiable);
  return differentiable;
}

export function evaluateMonotone(f: Monotone, x: Enclosure, grid: number): Evaluation {
  const part = partOf(f, x);
  const whole = part.needs.length === 0;
  const inside = whole ? x : fromExactEndsOpen(part.lo, part.hi);
  // Only the end of the domain is left, which meets no goal: 64 bits are enough.
  const fine = !whole && isPoint(inside) ? Infinity : grid - 2;
  const open = part.openBelow || part.openAbove;
  // Beside a pole the derivative is unbounded, so the values at the ends give the bounds.
  const ends = open ? rangeOver(f, part, Infinity) : boundsOver(differentiableOf(f), inside, fine);
  const evaluation = evaluationOf(ends, fine);
  if (whole) return evaluation;
  return { ...evaluation, needs: part.needs, conditional: part.conditional };
}

export function sensitivityOfMonotone(f: Monotone, x: Enclosure): Log2 {
  const part = partOf(f, x);
  if (part.openBelow || part.openAbove) return Infinity;
  return magnitudeLog2(f.derivative(fromExactEndsOpen(part.lo, part.hi)));
}

/** The table entry of a monotone function of one argument. */
export function monotone(
  f: Monotone,
  rest: Pick<FunctionDefinition, 'initial' | 'modulus' | 'fold' | 'atRational'> = {},
): FunctionDefinition {
  return {
    name: f.name,
    arity: 1,
    evaluate: ([x], grid) => evaluateMonotone(f, x!, grid),
    sensitivity: (_input, [x]) => sensitivityOfMonotone(f, x!),
    estimate: f.estimate,
    ...rest,
  };
}
