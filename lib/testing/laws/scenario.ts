/**
 * Random runs: exact points, nested enclosures around them, and demands that become finer, or coarser, or ask for a first
 * look. A session feeds refiners so: inputs without bounds before their first step, quanta of several steps, predicates.
 *
 * fast-check makes them and shrinks them, so a fault is shown by few steps and short numbers. It is given by who runs
 * the laws: nothing here imports it.
 */
import type { Rational } from '../../exact/rational.js';
import { exactValue } from '../../enclosures/construction.js';
import type { ExactNumber } from '../../enclosures/construction.js';

/** Of fast-check's arbitraries what the laws use. */
export interface Arbitrary<T> {
  /** An arbitrary of what the mapper makes of the values. */
  map<U>(mapper: (value: T) => U): Arbitrary<U>;
}

/** Of fast-check what the laws use: any version that has these functions, from 3 on. */
export interface FastCheck {
  /** Always this value. */
  constant<const T>(value: T): Arbitrary<T>;
  /** Integers from `min` to `max`. */
  integer(range: { readonly min: number; readonly max: number }): Arbitrary<number>;
  /** Integers from 0 to `max`. */
  nat(range: { readonly max: number }): Arbitrary<number>;
  /** A value, or null. */
  option<T>(arbitrary: Arbitrary<T>): Arbitrary<T | null>;
  /** Arrays of so many values. */
  array<T>(
    arbitrary: Arbitrary<T>,
    length: { readonly minLength: number; readonly maxLength: number },
  ): Arbitrary<T[]>;
  /** Records of values. */
  record<T>(arbitraries: { readonly [Key in keyof T]: Arbitrary<T[Key]> }): Arbitrary<T>;
  /** Whether the predicate holds, which throws where it does not. */
  property(arbitrary: Arbitrary<unknown>, predicate: (value: never) => void): unknown;
}

/** One input: a point, and the first enclosure around it. */
export interface Input {
  readonly point: Rational;
  /** Its kinds in the first moves, before it has an enclosure with two ends. */
  readonly opening: readonly ('below' | 'above' | 'all')[];
  /** Log2 of the width of the first enclosure; the point itself without it. */
  readonly width: number | null;
  /** Where in the enclosure the point lies, from 0 to 8: its lower end, its upper end. */
  readonly place: number;
}

/** One step: how much finer or coarser the demand is than before, and how much narrower the inputs of the next one are. */
export interface Move {
  readonly bits: number;
  /** `first`: the demand of a first look, `Infinity`. */
  readonly demand: 'finer' | 'coarser' | 'first';
  /** The point of the predicate: zero, or the lower end of the bounds so far. */
  readonly excludes: 'zero' | 'end' | null;
  /** Steps of the quantum. */
  readonly quantum: number;
  readonly narrowing: number;
  /** After so many questions the answer to `stopRequested` is yes. */
  readonly stopAfter: number | null;
}

export interface Scenario<Params> {
  readonly params: Params;
  readonly inputs: readonly Input[];
  readonly moves: readonly Move[];
}

/** What runs are made of. */
export interface ScenarioOptions<Params> {
  /** Params of the values under test. */
  readonly params: Arbitrary<Params>;
  /** For each input the points that it may be. */
  readonly inputs: readonly Arbitrary<ExactNumber>[];
}

const WIDEST = 4;
export const PLACES = 8;

/** Each list as often as it stands here. The first ones are what fast-check shrinks to. */
const OPENINGS: readonly Input['opening'][] = [
  ...[[], [], [], []],
  ...([['below'], ['above'], ['all'], ['all', 'below']] as const),
];
const DEMANDS: readonly Move['demand'][] = [
  ...(['finer', 'finer', 'finer', 'finer', 'finer', 'finer'] as const),
  ...(['coarser', 'first'] as const),
];
const EXCLUDED: readonly Move['excludes'][] = [null, null, null, null, 'zero', 'end'];
const MOST_STEPS = 8;

export function scenarios<Params>(
  fc: FastCheck,
  { params, inputs }: ScenarioOptions<Params>,
): Arbitrary<Scenario<Params>> {
  const oneOf = <T>(choices: readonly T[]): Arbitrary<T> =>
    fc.nat({ max: choices.length - 1 }).map((i) => choices[i]!);
  const input = (points: Arbitrary<ExactNumber>): Arbitrary<Input> =>
    fc.record({
      point: points.map((point) => exactValue('refinerLaws', point)),
      width: fc.option(fc.integer({ min: -200, max: WIDEST })),
      place: fc.nat({ max: PLACES }),
      opening: oneOf(OPENINGS),
    });
  const move = fc.record({
    bits: fc.nat({ max: 60 }),
    demand: oneOf(DEMANDS),
    excludes: oneOf(EXCLUDED),
    quantum: fc.integer({ min: 1, max: MOST_STEPS }),
    narrowing: fc.nat({ max: 60 }),
    stopAfter: fc.option(fc.nat({ max: 40 })),
  });
  return fc.record({
    params,
    // A record by place: the types of tuples are beyond an interface that any version of fast-check meets.
    inputs: fc
      .record<Record<string, Input>>(Object.fromEntries(inputs.map(input).entries()))
      .map(Object.values<Input>),
    moves: fc.array(move, { minLength: 1, maxLength: 8 }),
  });
}
