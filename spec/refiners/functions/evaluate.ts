/** Shorthands for specs of single functions. */
import { fromDouble } from '#lib/exact/double.js';
import type { Dyadic } from '#lib/exact/dyadic.js';
import { lowerEnd, point, toDoubles, upperEnd } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { fromExactEnds } from '#lib/exact/enclosure/ends.js';
import { functions } from '#lib/refiners/functions/index.js';
import type { Evaluation, FunctionDefinition } from '#lib/refiners/evaluation/function.js';
import type { Plain } from '#lib/refiners/refiner.js';

export function functionNamed(name: string): FunctionDefinition {
  const found = functions.find((f) => f.name === name);
  if (found === undefined) throw new Error(`no function ${name}`);
  return found;
}

/** An enclosure: a number is a point, a pair of numbers an interval. */
export type Argument = number | Dyadic | Enclosure | readonly [number, number];

function enclosureOf(x: Argument): Enclosure {
  if (typeof x === 'number') return point(fromDouble(x));
  if ('kind' in x) return x;
  return 'm' in x ? point(x) : fromExactEnds(fromDouble(x[0]), fromDouble(x[1]));
}

export function evaluate(
  name: string,
  args: readonly Argument[],
  grid = -60,
  params: Plain = null,
): Evaluation {
  return functionNamed(name).evaluate(args.map(enclosureOf), grid, params);
}

/** The ends as doubles. */
export function endsOf(evaluation: Evaluation): readonly [number, number] {
  const { lo, hi } = toDoubles(evaluation.bounds);
  return [lo, hi];
}

/** Both ends, when there are two. */
export function finiteEnds({ bounds }: Evaluation): { lo: Dyadic; hi: Dyadic } {
  const lo = lowerEnd(bounds);
  const hi = upperEnd(bounds);
  if (lo === null || hi === null) throw new Error('an end is infinite');
  return { lo, hi };
}
