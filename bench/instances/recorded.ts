/**
 * Roots over the real refiners, which leap: their profiles are recorded by asking them for every
 * precision around the one that is needed. The oracle leaps once, each to its best precision, after
 * the first look that every request takes.
 */
import type { NodeId } from '#lib/graph/node.js';
import { fromDouble } from '#lib/exact/double.js';
import { point, widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { builtinRegistry } from '#lib/refiners/builtin.js';
import type { StepResult } from '#lib/refiners/refiner.js';
import { registryKey } from '#lib/refiners/registry.js';
import type { Engine } from '../engine/engine.js';
import type { Random } from '../harness/random.js';
import type { Choice } from '../optimum/choices.js';
import { leastCost } from '../optimum/separable.js';
import { SURE_PART } from './instance.js';
import type { Family, Instance } from './instance.js';
import { buildRational, buildSource, drawSource, FUNCTIONS, inputsOf } from './sources.js';
import { partsInPlace } from '#lib/refiners/parts.js';
import type { LibraryFunction, Source } from './sources.js';

interface Weighted {
  readonly source: Source;
  readonly weight: number;
}

const registry = builtinRegistry();

/** Demands that are looked at, in bits around an even share of the allowance. */
const COARSER = 6;
const FINER = 14;

function evaluate(
  { name, params }: LibraryFunction,
  inputs: readonly Enclosure[],
  width: number,
): StepResult {
  const refiner = registry.get(registryKey(name, 1))!;
  return refiner.step(
    {
      state: null,
      inputs,
      demand: { width },
      quantum: { steps: 1 },
      stopRequested: () => false,
      report: () => undefined,
      inParts: partsInPlace(refiner, params),
    },
    params,
  );
}

/**
 * The first look, and every leap near a share of the allowance. Widths are in units of `2^unit`, since
 * a width of 2^-1400 is not a double.
 */
function record(
  of: LibraryFunction,
  inputs: readonly Enclosure[],
  weight: number,
  share: number,
  unit: number,
): Choice[] {
  const looked = evaluate(of, inputs, Infinity);
  const choice = ({ bounds, ownWidth, cost = 1 }: StepResult, before: number): Choice => ({
    width: weight * 2 ** ((ownWidth ?? widthLog2(bounds)) - unit),
    cost: before + cost,
  });
  const first = choice(looked, 0);
  const choices = [first];
  const even = unit + Math.floor(Math.log2(share / weight));
  for (let width = even - FINER; width <= even + COARSER; width++) {
    choices.push(choice(evaluate(of, inputs, width), first.cost));
  }
  return choices;
}

function drawWeighted(random: Random): Weighted {
  const weight = random.pick([1, 1.5]) * 2 ** random.integer(-3, 3);
  return { source: drawSource(random, FUNCTIONS), weight };
}

function build(engine: Engine, { source, weight }: Weighted): NodeId {
  return engine.node('multiply', [buildRational(engine, weight), buildSource(engine, source)]);
}

function recordOf(
  { source, weight }: Weighted,
  slope: number,
  share: number,
  unit: number,
): Choice[] {
  return record(source, inputsOf(source), weight * slope, share, unit);
}

function bitsOf(random: Random): number {
  return Math.round(2 ** random.between(5, 10.5));
}

/** A sum of constants and of functions of exact arguments. */
function drawSum(random: Random): Instance {
  const sources = Array.from({ length: random.integer(2, 6) }, () => drawWeighted(random));
  const bits = bitsOf(random);
  return {
    goal: { bits },
    build: (engine) =>
      engine.node(
        'add',
        sources.map((source) => build(engine, source)),
      ),
    optimum: (known, part = SURE_PART) =>
      leastCost(
        sources.map((source) => recordOf(source, 1, SURE_PART / sources.length, -bits)),
        part,
        known,
      ),
  };
}

/** A function of a sum of such sources, plus one more. */
function drawNested(random: Random): Instance {
  const outer = random.pick(FUNCTIONS);
  const inner = Array.from({ length: random.integer(1, 3) }, () => ({
    source: drawSource(random),
    weight: random.pick([0.25, 0.5, 0.375]),
  }));
  const beside = drawWeighted(random);
  const bits = bitsOf(random);
  const share = SURE_PART / (inner.length + 2);
  return {
    goal: { bits },
    build(engine) {
      const terms = inner.map((source) => build(engine, source));
      const argument = terms.length === 1 ? terms[0]! : engine.node('add', terms);
      return engine.node('add', [
        engine.node(outer.name, [argument], outer.params),
        build(engine, beside),
      ]);
    },
    optimum(known, part = SURE_PART) {
      const value = inner.reduce(
        (sum, { source, weight }) =>
          sum + weight * middle(evaluate(source, inputsOf(source), -60).bounds),
        0,
      );
      const slope = slopeOf(outer, value);
      const evaluations = record(outer, [point(fromDouble(value))], 1, share, -bits);
      const leaps = inner.map((source) => recordOf(source, slope, share, -bits));
      const other = recordOf(beside, 1, share, -bits);
      // Where an argument goes on after its first look, the function has to look again.
      const still = [evaluations, ...leaps.map((choices) => choices.slice(0, 1)), other];
      const moved = [evaluations.slice(1), ...leaps, other];
      const a = leastCost(still, part, known);
      const b = leastCost(moved, part, Math.min(known, a.cost));
      return a.cost < b.cost ? a : b;
    },
  };
}

function middle(bounds: Enclosure): number {
  if (bounds.kind !== 'narrow') throw new RangeError('recorded: a look that is not narrow');
  return (
    Number(bounds.lo >> BigInt(Math.max(0, -bounds.exp - 60))) * 2 ** Math.max(bounds.exp, -60)
  );
}

/** |f'| by a difference of neighbouring doubles: 2^-20 off does not move a bit of demand. */
function slopeOf(f: LibraryFunction, x: number): number {
  const at = (y: number): number => middle(evaluate(f, [point(fromDouble(y))], -60).bounds);
  const h = 2 ** -20;
  return Math.max(2 ** -40, Math.abs(at(x + h) - at(x - h)) / (2 * h));
}

export const recorded: readonly Family[] = [
  { name: 'recorded sums', draw: drawSum },
  { name: 'recorded functions', draw: drawNested },
];
