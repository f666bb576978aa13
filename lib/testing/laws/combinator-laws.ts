/**
 * The laws of combinators of one's own, as properties. A combinator is a refiner that answers in one step and keeps no
 * state, so it is held to the laws of refiners that are about bounds, and to two of its own.
 */
import type { CombinatorDefinition } from '../../combinators/definition.js';
import { exactValue } from '../../enclosures/construction.js';
import { containsRational, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { PincerError } from '../../exact/errors.js';
import { ratCompare } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import type { Refiner } from '../../refiners/refiner.js';
import { determinism, shape } from './answers.js';
import { containment, nesting } from './containment.js';
import { enclosureText, rationalText } from './fault.js';
import { lawsOf } from './refiner-laws.js';
import type { Law, RefinerLawOptions } from './refiner-laws.js';
import { pointInput } from './inputs.js';
import type { FastCheck } from './scenario.js';
import { sensitivity } from './sensitivity.js';
import { Trial } from './trial.js';
import type { Check as LawCheck } from './subject.js';

/** What the laws of combinators are tried on. */
export type CombinatorLawOptions<Params> = Omit<RefinerLawOptions<Params>, 'steps'>;

/** Points stand for themselves down to widths far below any demand, so what is left is the rounding. */
const SLACK = 2 ** -4;

/**
 * The laws of combinators, each as a property with a name, for any runner:
 *
 * - `answer`: `combine` answers an enclosure, and `sensitivity` a number;
 * - `errors`: what they throw is a mathematical error;
 * - `determinism`: the same inputs give the same bounds, and are not changed;
 * - `containment`: the bounds contain the value for every point inside the inputs;
 * - `nesting`: narrower inputs do not widen the bounds;
 * - `rounding`: at points the bounds are at most as wide as `combine` was asked for;
 * - `sensitivity`: the slope between two points of the inputs is at most what `sensitivity` says;
 * - `fold`: an exact value is the true one, and lies in the bounds.
 *
 * @param fc - fast-check: `import fc from 'fast-check'`.
 * @returns the laws; `fc.assert(law.property)` throws what fast-check makes of a BrokenLawError, shrunk.
 */
export function combinatorLaws<
  Params,
  Inputs extends readonly Enclosure[],
  Check extends FastCheck,
>(
  fc: Check,
  combinator: CombinatorDefinition<Params, Inputs>,
  options: CombinatorLawOptions<Params> = {},
): readonly Law<ReturnType<Check['property']>>[] {
  const definition = combinator as unknown as CombinatorDefinition<Params>;
  return lawsOf(fc, asRefiner(definition), options, {
    answer: shape('answer'),
    errors: shape('errors'),
    determinism,
    containment,
    nesting,
    rounding,
    sensitivity,
    fold: foldLaw(definition),
  });
}

function asRefiner<Params>(combinator: CombinatorDefinition<Params>): Refiner<Params> {
  const { name, version } = combinator;
  return {
    ...{ name, version },
    start: () => null,
    step: ({ inputs, demand }, params) => ({
      state: null,
      bounds: combinator.combine(inputs, demand.width, params),
    }),
    // As a method of the definition, which may be an object of a class.
    ...(combinator.sensitivity && {
      sensitivity: (input, inputs, output, params) =>
        combinator.sensitivity!(input, inputs, output, params),
    }),
  };
}

const rounding: LawCheck = ({ refiner, finest }, { params, inputs, moves }) => {
  const trial = new Trial(refiner, params);
  const points = inputs.map(({ point }) => pointInput(point));
  let width = 0;
  for (const { bits } of moves) {
    width = Math.max(finest, width - bits);
    const answer = trial.step(points, { width });
    if (!('result' in answer)) return;
    const wide = widthLog2(answer.result.bounds);
    if (wide > width + SLACK)
      trial.broke('rounding', `the bounds are 2^${String(wide)} wide at a point`);
  }
};

const foldLaw =
  <Own>(combinator: CombinatorDefinition<Own>): LawCheck =>
  (subject, scenario) => {
    const params = scenario.params as unknown as Own;
    const points = scenario.inputs.map(({ point }) => point);
    const trial = new Trial(subject.refiner, scenario.params);
    let folded: Rational | undefined;
    try {
      folded = combinator.fold?.(points, params);
    } catch (error) {
      if (error instanceof PincerError) return;
      trial.broke('fold', `fold threw ${String(error)}`);
    }
    if (folded === undefined) return;
    const at = `fold(${points.map(rationalText).join(', ')}) is ${rationalText(folded)}`;
    const truth = subject.value?.(points, scenario.params);
    const isNumber = truth !== undefined && !(typeof truth === 'object' && 'kind' in truth);
    if (isNumber && ratCompare(exactValue('combinatorLaws', truth), folded) !== 0)
      trial.broke(
        'fold',
        `${at}, and the value ${rationalText(exactValue('combinatorLaws', truth))}`,
      );
    const answer = trial.step(points.map(pointInput), { width: subject.finest });
    if (!('result' in answer) || isNumber) return;
    if (!containsRational(answer.result.bounds, folded))
      trial.broke('fold', `${at}, outside the bounds ${enclosureText(answer.result.bounds)}`);
  };
