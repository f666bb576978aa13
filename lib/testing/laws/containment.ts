/** The laws of bounds: they contain the value, do not widen, and hold after a stop. */
import {
  containsPoint,
  containsRational,
  intersect,
  widthLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { Rational } from '../../exact/rational.js';
import { stateFault } from './calls.js';
import { enclosureText, rationalText } from './fault.js';
import { endPoints } from './inputs.js';
import type { Scenario } from './scenario.js';
import { holds, through, truthAt, truthText } from './subject.js';
import type { Check, Step } from './subject.js';
import type { Trial } from './trial.js';

/** The bounds contain the value at every point of the inputs that is tried: the one inside, and the first corners. */
export const containment: Check = (subject, scenario) => {
  const { params } = scenario;
  const points = [scenario.inputs.map((input) => input.point), ...cornersOf(scenario)];
  const truths = points.map((each) => truthAt(subject, params, each));
  through(subject, scenario, (trial, { answer, inputs }) => {
    if (!('result' in answer)) return;
    const { result, reported } = answer;
    // Conditional bounds are those of the part inside the domain, which a corner may be beyond.
    const isKnown = (at: readonly Rational[], i: number): boolean =>
      i === 0 ||
      (result.conditional !== true && at.every((x, j) => containsRational(inputs[j]!, x)));
    for (const [k, bounds] of [result.bounds, ...reported].entries()) {
      const what = k === 0 ? 'the bounds' : 'the reported bounds';
      for (const [i, at] of points.entries()) {
        const truth = truths[i];
        if (truth === undefined || holds(bounds, truth) || !isKnown(at, i)) continue;
        const place = at.map(rationalText).join(', ');
        trial.broke(
          'containment',
          `${what} ${enclosureText(bounds)} do not contain ${truthText(truth)}${place === '' ? '' : `, the value at ${place}`}`,
        );
      }
      if (intersect(trial.bounds, bounds) === undefined)
        trial.broke(
          'containment',
          `${what} ${enclosureText(bounds)} do not meet the earlier ${enclosureText(trial.bounds)}`,
        );
    }
  });
};

function cornersOf<Params>({ inputs }: Scenario<Params>): readonly (readonly Rational[])[] {
  if (inputs.every(({ width }) => width === null)) return [];
  return [0, 1].map((side) => inputs.map((input) => endPoints(input).at(side) ?? input.point));
}

/** A bit more than before may come from where an enclosure is cut. */
const WIDER = 2 ** -4;

/** A demand on narrower inputs widens the bounds to no more than it asks for. */
export const nesting: Check = (subject, scenario) => {
  // Of single steps: what all of them have in common is narrower still where they contradict each other.
  let narrowest: Log2 | undefined;
  through(subject, scenario, (trial, { answer, demand: { width, predicate } }) => {
    if (!('result' in answer)) return;
    // A step may end as soon as the predicate holds, however wide its bounds are.
    if (predicate !== undefined && !containsPoint(answer.result.bounds, predicate.excludes)) return;
    narrowest ??= widthLog2(trial.bounds);
    const before = narrowest;
    const after = widthLog2(answer.result.bounds);
    narrowest = Math.min(before, after);
    if (after > Math.max(before, width) + WIDER)
      trial.broke(
        'nesting',
        `the bounds are 2^${String(after)} wide, and were 2^${String(before)} for a coarser demand`,
      );
  });
};

/** A step may ask a few times more before it leaves its loops. */
const MOST_ASKED_AFTER_STOP = 64;

/** A step that was told to stop asks no further; what it returns is sound, and so is every step that goes on from there. */
export const stopping: Check = (subject, scenario) => {
  const { params } = scenario;
  const points = scenario.inputs.map((input) => input.point);
  const truth = truthAt(subject, params, points);
  /** What is wrong with an answer. */
  const faultOf = ({ answer }: Step): string | undefined => {
    if ('unusable' in answer) return answer.unusable.detail;
    if (!('result' in answer)) return undefined;
    const { result, reported } = answer;
    const wrong = [...reported, result.bounds].find(
      (bounds) => truth !== undefined && !holds(bounds, truth),
    );
    return wrong && `${enclosureText(wrong)}, without ${truthText(truth!)}`;
  };
  /** Whether the same run is wrong without a stop, which has a law of its own. */
  const isWrongAnyway = (): boolean => {
    let isWrong = false;
    through(subject, scenario, (_trial, step) => {
      isWrong ||= faultOf(step) !== undefined;
    });
    return isWrong;
  };
  let stopped: 'not' | 'now' | 'before' = 'not';
  const look = (trial: Trial<typeof params>, step: Step): void => {
    const { answer } = step;
    const asked = 'result' in answer ? answer.askedAfterStop : 0;
    if (asked > MOST_ASKED_AFTER_STOP)
      trial.broke(
        'stopping',
        `the step asked ${String(asked)} times more after it was told to stop`,
      );
    if (asked > 0) stopped = 'now';
    else if (stopped === 'now') stopped = 'before';
    if (stopped === 'not') return;
    const fault =
      faultOf(step) ??
      ('result' in answer && asked > 0
        ? stateFault(subject.refiner, answer.result.state)
        : undefined);
    if (fault === undefined || isWrongAnyway()) return;
    const which = stopped === 'now' ? 'a step that was told to stop' : 'a step after a stop';
    trial.broke('stopping', `${which} left ${fault}`);
  };
  through(subject, scenario, look, true);
};
