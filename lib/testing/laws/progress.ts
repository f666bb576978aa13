/** The law of progress: at a point the width is reached, or the step says why not. */
import { containsPoint, equals, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import type { Need, Refiner } from '../../refiners/refiner.js';
import { sensitivityAt } from './calls.js';
import { pointInput } from './inputs.js';
import type { Check } from './subject.js';
import { MOST_IDLE_STEPS, Trial } from './trial.js';

export const progress: Check = ({ refiner, finest, steps }, scenario) => {
  const trial = new Trial(refiner, scenario.params);
  const inputs = scenario.inputs.map(({ point }) => pointInput(point));
  const drop = scenario.moves.reduce((sum, { bits }) => sum + bits, 0);
  const width = Math.max(finest, -drop);
  for (let step = 1, idle = 0; step <= steps; step++) {
    const answer = trial.step(inputs, { width });
    if (!('result' in answer)) return;
    const { bounds, done, needs = [] } = answer.result;
    const before = trial.bounds;
    // Bounds that contradict the earlier ones, or are wider, have laws of their own.
    if (trial.meet(bounds) === undefined || widthLog2(bounds) > widthLog2(before)) return;
    if (widthLog2(trial.bounds) <= width || done !== undefined) return;
    if (needs.length > 0) {
      const met = needs.every((need) => isMet(inputs[need.input], need));
      if (met) trial.broke('progress', 'the step needs what its inputs have already');
      return;
    }
    if (isExplained(refiner, scenario.params, inputs, trial.bounds, width)) return;
    idle = equals(before, trial.bounds) ? idle + 1 : 0;
    if (idle >= MOST_IDLE_STEPS)
      trial.broke('progress', `no progress in ${String(idle)} steps, and no word why`);
  }
  trial.broke('progress', `the width 2^${String(width)} was not reached in ${String(steps)} steps`);
};

/** Whether the width of an input keeps the bounds wide, by the slope that the refiner declares: it has to say no more. */
function isExplained<Params>(
  refiner: Refiner<Params>,
  params: Params,
  inputs: readonly Enclosure[],
  bounds: Enclosure,
  width: Log2,
): boolean {
  return inputs.some((input, i) => {
    const slope = sensitivityAt(refiner, params, i, inputs, bounds);
    return 'value' in slope && widthLog2(input) + slope.value > width - INHERITED_BITS;
  });
}

/** From a quarter of the demand on an input counts: a refiner may leave as much to it. */
const INHERITED_BITS = 2;

/** Whether an input is as narrow as the step needs it, and without the point that it is to exclude. */
function isMet(input: Enclosure | undefined, { width = Infinity, predicate }: Need): boolean {
  if (input === undefined) return true;
  return (
    widthLog2(input) <= width &&
    (predicate === undefined || !containsPoint(input, predicate.excludes))
  );
}
