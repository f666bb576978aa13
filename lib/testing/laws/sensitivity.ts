/** The law of sensitivity: the slope between two points of the inputs is at most what the refiner declares. */
import { compare, subtract } from '../../exact/dyadic.js';
import { lowerEnd, upperEnd } from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { log2Lower, log2Upper } from '../../exact/logarithm.js';
import { ratSubtract } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import { sensitivityAt } from './calls.js';
import { rationalText } from './fault.js';
import { endPoints, pointInput } from './inputs.js';
import { BELOW_FINEST, holds, through } from './subject.js';
import type { Check, Subject } from './subject.js';
import { boundsAt } from './trial.js';

/** Rounding of the bounds at two points moves a slope by less than this many bits. */
const SLOPE_SLACK = 2 ** -6;

export const sensitivity: Check = (subject, scenario) => {
  const { refiner, finest } = subject;
  if (refiner.sensitivity === undefined || scenario.inputs.length === 0) return;
  const { params } = scenario;
  const points = scenario.inputs.map(({ point }) => point);
  through(
    subject,
    { ...scenario, moves: scenario.moves.slice(0, 1) },
    (trial, { answer, inputs }) => {
      if (!('result' in answer) || answer.result.conditional === true) return;
      for (const [i, input] of scenario.inputs.entries()) {
        const other = endPoints(input).find((end) => ratSubtract(end, input.point).n !== 0n);
        if (other === undefined) continue;
        const asked = sensitivityAt(refiner, params, i, inputs, answer.result.bounds);
        if (!('value' in asked)) return;
        const slope = asked.value;
        const beside = points.map((point, j) => (j === i ? other : point));
        const fine = finest - BELOW_FINEST - 256;
        const here = boundsAt(refiner, params, points.map(pointInput), fine);
        const there = boundsAt(refiner, params, beside.map(pointInput), fine);
        if (here === undefined || there === undefined) continue;
        // Bounds that do not hold say nothing of slopes.
        if (
          ![here, there].every((bounds, k) =>
            isTrue(subject, params, k === 0 ? points : beside, bounds),
          )
        )
          continue;
        const rise = leastDistance(here, there);
        const run = logOf(ratSubtract(other, input.point));
        if (rise > slope + run + SLOPE_SLACK)
          trial.broke(
            'sensitivity',
            `from ${rationalText(input.point)} to ${rationalText(other)} of input ${String(i)} the value moves by at least 2^${rise.toFixed(3)}, ` +
              `a slope of 2^${(rise - run).toFixed(3)}, and the sensitivity is 2^${String(slope)}`,
          );
      }
    },
  );
};

/** Whether bounds at points hold, as far as the value is known. */
function isTrue<Params>(
  { value }: Subject<Params>,
  params: Params,
  points: readonly Rational[],
  bounds: Enclosure,
): boolean {
  const truth = value?.(points, params);
  return truth === undefined || holds(bounds, truth);
}

/** Log2 of the distance between two enclosures, rounded down. */
function leastDistance(a: Enclosure, b: Enclosure): Log2 {
  const [aLo, aHi, bLo, bHi] = [lowerEnd(a), upperEnd(a), lowerEnd(b), upperEnd(b)];
  if (aLo === null || aHi === null || bLo === null || bHi === null) return -Infinity;
  const gap = compare(bLo, aHi) > 0 ? subtract(bLo, aHi) : subtract(aLo, bHi);
  return gap.m > 0n ? log2Lower(gap) : -Infinity;
}

/** Log2 of the magnitude of a rational, rounded up. */
function logOf({ n, d }: Rational): Log2 {
  return log2Upper({ m: n, e: 0 }) - log2Lower({ m: d, e: 0 });
}
