/** The one adapter that makes refiners of functions. */

const definitions = new WeakMap<Refiner, FunctionDefinition>();
const refiners = new WeakMap<FunctionDefinition, Refiner<Plain, null>>();

/** The definition that a refiner was made of; undefined for all others. */
export function definitionOf(refiner: Refiner): FunctionDefinition | undefined {
  return definitions.get(refiner);
}

import {
  intersect,
  isPoint,
  magnitudeLog2,
  mignitudeLog2,
  widthLog2,
} from '../exact/enclosure/enclosure.js';
import { ContradictionError } from '../exact/errors.js';
import { describeEnclosure } from '../exact/describe.js';
import { evaluationCost } from './cost.js';
import type { Evaluation, FunctionDefinition } from './evaluation/function.js';
import { kernelPart } from './parts.js';
import type { Plain, Refiner, StepResult } from './refiner.js';

/** The refiner that evaluates `f` over its inputs once per step, to the precision demanded. There is one of each function. */
export function functionRefiner(f: FunctionDefinition): Refiner<Plain, null> {
  const made = refiners.get(f);
  if (made !== undefined) return made;
  const initial = f.initial?.bind(f);
  const modulus = f.modulus?.bind(f);
  const refiner: Refiner<Plain, null> = {
    name: f.name,
    version: 1,
    ...(initial === undefined ? {} : { initial }),
    start: () => null,
    part: kernelPart,
    step: ({ inputs, exactInputs, demand, cache }, params) => {
      const width = Math.floor(demand.width);
      const x = width <= LEAST_OF_SERIES ? exactInputs?.[0] : undefined;
      const atPoint = x && f.atRational?.(x, width, cache);
      if (atPoint !== undefined) return resultOf(f, atPoint, params);
      const shared = inputs.every(isPoint) ? 0 : SHARE_LOG2;
      return resultOf(f, f.evaluate(inputs, width + shared, params), params);
    },
    sensitivity: (input, inputs, output, params) => f.sensitivity(input, inputs, output, params),
    ...(modulus === undefined ? {} : { modulus }),
    ...(f.estimate === undefined ? {} : { estimate: f.estimate }),
  };
  definitions.set(refiner, f);
  refiners.set(f, refiner);
  return refiner;
}

/** Log2 of a width: to wider ones no function asks for the bits from which a series is the quickest way. */
const LEAST_OF_SERIES = -700;

/** A quarter of the demand is the function's own; the inputs share the rest, where they have any width. */
const SHARE_LOG2 = -2;

function resultOf(f: FunctionDefinition, evaluation: Evaluation, params: Plain): StepResult<null> {
  const range = f.initial?.(params);
  const bounds = range === undefined ? evaluation.bounds : intersect(evaluation.bounds, range);
  if (bounds === undefined) {
    const text = describeEnclosure(evaluation.bounds);
    throw new ContradictionError(`${f.name}: ${text} is outside the range of the function`);
  }
  const { needs, conditional = false } = evaluation;
  const exact = isPoint(bounds) && !conditional;
  const bits = bitsOf(evaluation);
  const result: { -readonly [Field in keyof StepResult<null>]: StepResult<null>[Field] } = {
    state: null,
    bounds,
    ownWidth: exact ? -Infinity : Math.min(evaluation.own, widthLog2(bounds)),
    cost: evaluationCost(bits),
    bits,
  };
  if (exact) result.done = 'exact';
  if (needs !== undefined && needs.length > 0) result.needs = needs;
  if (conditional) result.conditional = true;
  return result;
}

/** The significant bits that evaluation worked with: from the magnitude of the result to its own width. */
function bitsOf({ bounds, own }: Evaluation): number {
  const top = magnitudeLog2(bounds);
  const size = Number.isFinite(top) ? top : mignitudeLog2(bounds);
  const bits = Math.ceil(size - own);
  return Number.isFinite(bits) ? Math.max(64, bits) : 64;
}
