/** Real sources of digits, which leap: constants, and functions of short dyadic numbers. */
import type { NodeId } from '#lib/graph/node.js';
import { fromDouble } from '#lib/exact/double.js';
import { point } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import type { Plain } from '#lib/refiners/refiner.js';
import type { Engine } from '../engine/engine.js';
import type { Random } from '../harness/random.js';

export interface LibraryFunction {
  readonly name: string;
  readonly params: Plain;
}

export interface Source extends LibraryFunction {
  /** A number of sixteenths, so that nothing of it is rounded; undefined for a constant. */
  readonly argument: number | undefined;
}

const CONSTANTS: readonly LibraryFunction[] = ['pi', 'e', 'ln2', 'phi'].map((name) => ({
  name,
  params: null,
}));

const SQUARE_ROOT: LibraryFunction = { name: 'nthRoot', params: { n: 2 } };

/** Functions whose values at positive numbers are positive. */
const POSITIVE: readonly LibraryFunction[] = [
  SQUARE_ROOT,
  ...['exp', 'atan', 'tanh'].map((name) => ({ name, params: null })),
];

/** Functions that are smooth on the positive numbers. */
export const FUNCTIONS: readonly LibraryFunction[] = [
  ...POSITIVE,
  ...['ln', 'sin', 'cos'].map((name) => ({ name, params: null })),
];

/** @param functions - among which to choose; all that are positive by default. */
export function drawSource(
  random: Random,
  functions: readonly LibraryFunction[] = POSITIVE,
): Source {
  if (random.next() < 0.3) return { ...random.pick(CONSTANTS), argument: undefined };
  return { ...random.pick(functions), argument: random.integer(18, 40) / 16 };
}

export function inputsOf({ argument }: Source): Enclosure[] {
  return argument === undefined ? [] : [point(fromDouble(argument))];
}

export function buildSource(engine: Engine, source: Source): NodeId {
  const inputs = source.argument === undefined ? [] : [buildRational(engine, source.argument)];
  return engine.node(source.name, inputs, source.params);
}

/** A short dyadic number as a node. */
export function buildRational(engine: Engine, value: number): NodeId {
  return engine.node('rational', [], { n: BigInt(value * 2 ** 20), d: 2n ** 20n });
}
