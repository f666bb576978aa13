/**
 * A step host that runs no step: each is taken to bring the width that it is asked for, as far as the widths of its
 * inputs permit, and to cost what was predicted.
 */
import type { Lease } from '../../coordinator/leases/lease.js';
import { add, scale, ONE, subtract, topExponent } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { intersect, magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { fromEnds } from '../../exact/enclosure/outward.js';
import { logAdd } from '../../exact/log2.js';
import type { Plain, Refiner, StepResult } from '../../refiners/refiner.js';
import type { StepHost } from '../host/step-host.js';
import type { SimulatedGraph } from './simulated-graph.js';

/** The bits of a first look. */
const FIRST_LOOK_BITS = 64;

export function simulatedHost(simulated: SimulatedGraph): StepHost {
  const run: StepHost['run'] = (lease) => ({
    kind: 'result',
    result: simulatedResult(simulated, lease),
    steps: 1,
  });
  return { run, begin: (lease, controls) => ({ advance: () => run(lease, controls) }) };
}

function simulatedResult(simulated: SimulatedGraph, lease: Lease): StepResult {
  const { node, bounds, inputs, demand, state, predictedCost } = lease;
  const value = simulated.valueOf(node);
  const kind = simulated.graph.kindOf(node);
  const magnitude = value.m === 0n ? magnitudeLog2(bounds) : topExponent(value);
  const asked = Number.isFinite(demand.width) ? demand.width : magnitude - FIRST_LOOK_BITS;
  // Half of the width for the step itself, half for what its inputs leave open.
  const ownWidth = asked - 1;
  const here = around(value, ownWidth);
  const output = intersect(bounds, here) ?? here;
  let width = ownWidth;
  if (kind.type === 'refiner') {
    inputs.forEach((input, i) => {
      const slope = slopeOf(kind.refiner, i, inputs, output, lease.params);
      width = logAdd(width, slope(widthLog2(input)));
    });
  }
  const narrowed =
    width === Infinity ? bounds : (intersect(bounds, around(value, width)) ?? bounds);
  const bits = Math.max(0, Math.ceil(magnitude - ownWidth));
  return { state, bounds: narrowed, ownWidth, cost: predictedCost, bits };
}

/** What the width of an input adds to the width of the output, both as base-2 logarithms. */
function slopeOf(
  refiner: Refiner,
  input: number,
  inputs: readonly Enclosure[],
  output: Enclosure,
  params: Plain,
): (width: Log2) => Log2 {
  const slope = refiner.sensitivity?.(input, inputs, output, params) ?? 0;
  if (slope < Infinity) return (width) => (slope === -Infinity ? -Infinity : slope + width);
  const modulus = refiner.modulus?.(input, inputs, output, params);
  // A function that jumps is taken to be away from its jumps.
  if (modulus === undefined) return () => -Infinity;
  return (width) => modulus.factor + modulus.exponent * width;
}

/** An enclosure around a point that is at most 2^width wide. */
function around(value: Dyadic, width: Log2): Enclosure {
  const top = Math.floor(width);
  const half = scale(ONE, top - 2);
  // Rounding outward adds at most two units of the grid, a quarter of what is left.
  return fromEnds(subtract(value, half), add(value, half), top - 4);
}
