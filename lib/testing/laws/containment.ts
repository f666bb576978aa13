/** The laws of bounds: they contain the value, do not widen, and hold after a stop. */
import { intersect, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Rational } from '../../exact/rational.js';
import { enclosureText, rationalText } from './fault.js';
import { endPoints } from './scenario.js';
import type { Scenario } from './scenario.js';
import { holds, through, truthAt, truthText } from './subject.js';
import type { Check, Step } from './subject.js';
import type { Trial } from './trial.js';

/** The bounds contain the value at every point of the inputs that is tried: the one inside, and the first corners. */
export const containment: Check = (subject, scenario) => {
  const { params } = scenario;
  const points = [scenario.inputs.map((input) => input.point), ...cornersOf(scenario)];
  const truths = points.map((each) => truthAt(subject, params, each));
  let isFirst = true;
  through(subject, scenario, (trial, { answer }) => {
    if (!('result' in answer)) return;
    const { bounds, conditional } = answer.result;
    // The corners are those of the first enclosures, and of the part inside the domain.
    const known = isFirst && conditional !== true ? points.length : 1;
    for (let i = 0; i < known; i++) {
      const truth = truths[i];
      if (truth === undefined || holds(bounds, truth)) continue;
      const at = points[i]!.map(rationalText).join(', ');
      trial.broke(
        'containment',
        `the bounds ${enclosureText(bounds)} do not contain ${truthText(truth)}${at === '' ? '' : `, the value at ${at}`}`,
      );
    }
    isFirst = false;
    if (intersect(trial.bounds, bounds) === undefined)
      trial.broke(
        'containment',
        `the bounds ${enclosureText(bounds)} do not meet the earlier ${enclosureText(trial.bounds)}`,
      );
  });
};

function cornersOf<Params>({ inputs }: Scenario<Params>): readonly (readonly Rational[])[] {
  if (inputs.every(({ width }) => width === null)) return [];
  return [0, 1].map((side) => inputs.map((input) => endPoints(input).at(side) ?? input.point));
}

/** A bit more than before may come from where an enclosure is cut. */
const WIDER = 2 ** -4;

/** A finer demand on narrower inputs does not widen the bounds. */
export const nesting: Check = (subject, scenario) => {
  through(subject, scenario, (trial, { answer, width }) => {
    if (!('result' in answer)) return;
    const before = widthLog2(trial.bounds);
    const after = widthLog2(answer.result.bounds);
    if (after > Math.max(before, width) + WIDER)
      trial.broke(
        'nesting',
        `the bounds are 2^${String(after)} wide, and were 2^${String(before)} for a coarser demand`,
      );
  });
};

/** A step may ask a few times more before it leaves its loops. */
const MOST_ASKED_AFTER_STOP = 64;

/** A step that was told to stop asks no further, and what it returns is sound. */
export const stopping: Check = (subject, scenario) => {
  const { params } = scenario;
  const points = scenario.inputs.map((input) => input.point);
  const look = (trial: Trial<typeof params>, { answer }: Step): void => {
    if (!('result' in answer)) return;
    if (answer.askedAfterStop > MOST_ASKED_AFTER_STOP)
      trial.broke(
        'stopping',
        `the step asked ${String(answer.askedAfterStop)} times more after it was told to stop`,
      );
    const truth = truthAt(subject, params, points);
    if (truth !== undefined && !holds(answer.result.bounds, truth) && answer.askedAfterStop > 0)
      trial.broke(
        'stopping',
        `a step that was told to stop left ${enclosureText(answer.result.bounds)}, without ${truthText(truth)}`,
      );
  };
  through(subject, scenario, look, true);
};
