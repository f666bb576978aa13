/**
 * Random runs: exact points, nested enclosures around them, and demands that become finer.
 *
 * fast-check makes them and shrinks them, so a fault is shown by few steps and short numbers. It is given by who runs
 * the laws: nothing here imports it.
 */
import { intersect } from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { ratAdd, ratMultiply, ratSubtract, rational } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import { exactValue, fromEnds } from '../../enclosures/construction.js';
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
interface Input {
  readonly point: Rational;
  /** Log2 of the width of the first enclosure; the point itself without it. */
  readonly width: number | null;
  /** Where in the enclosure the point lies, from 0 to 8: its lower end, its upper end. */
  readonly place: number;
}

/** One step: how much finer the demand is than before, and how much narrower the inputs of the next one are. */
export interface Move {
  readonly bits: number;
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
const PLACES = 8;

export function scenarios<Params>(
  fc: FastCheck,
  { params, inputs }: ScenarioOptions<Params>,
): Arbitrary<Scenario<Params>> {
  const input = (points: Arbitrary<ExactNumber>): Arbitrary<Input> =>
    fc.record({
      point: points.map((point) => exactValue('refinerLaws', point)),
      width: fc.option(fc.integer({ min: -200, max: WIDEST })),
      place: fc.nat({ max: PLACES }),
    });
  const move = fc.record({
    bits: fc.nat({ max: 60 }),
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

/** Enclosures of the points below this width say as much as the points. */
const FINE: Log2 = -2048;

/** The enclosures of each move, each input's inside its earlier ones. */
export function nestedInputs<Params>({ inputs, moves }: Scenario<Params>): Enclosure[][] {
  const nested: Enclosure[][] = [];
  let narrowed = 0;
  for (const { narrowing } of moves) {
    const before = nested.at(-1);
    nested.push(
      inputs.map((input, i) => {
        const around = enclosureOf(input, narrowed);
        return (before && intersect(around, before[i]!)) ?? around;
      }),
    );
    narrowed += narrowing;
  }
  return nested;
}

/** The enclosure of one input, narrowed by some bits about its point. */
function enclosureOf({ point, width, place }: Input, narrowed: number): Enclosure {
  if (width === null) return pointInput(point);
  const [from, to] = endsAround(point, width - narrowed, place);
  return fromEnds(from, to, width - narrowed - 32);
}

function endsAround(point: Rational, width: number, place: number): [Rational, Rational] {
  const whole = width >= 0 ? rational(1n << BigInt(width)) : rational(1n, 1n << BigInt(-width));
  const below = ratMultiply(whole, rational(BigInt(place), BigInt(PLACES)));
  const from = ratSubtract(point, below);
  return [from, ratAdd(from, whole)];
}

/** The two ends of an input's first enclosure: points that it must hold for, too. */
export function endPoints({ point, width, place }: Input): readonly Rational[] {
  return width === null ? [point] : endsAround(point, width, place);
}

/** A point as an input: as narrow as anything here asks for. */
export function pointInput(point: Rational): Enclosure {
  return fromEnds(point, point, FINE);
}
