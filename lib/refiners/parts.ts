/** Who computes the parts of steps. */
import { computePart } from '../kernels/parts.js';
import type { Part } from '../kernels/parts.js';
import type { Plain, Refiner } from './refiner.js';

/** The value of a part that a kernel has asked for. The kernels of a refiner with this method ask the host of its step. */
export function kernelPart(part: Plain): Plain {
  return computePart(part as unknown as Part) as Plain;
}

/** Computes the parts of a refiner's steps one after the other. */
export function partsInPlace<Params>(
  refiner: Pick<Refiner<Params, never>, 'part'>,
  params: Params,
): (parts: readonly Plain[]) => readonly Plain[] {
  return (parts) => parts.map((part) => refiner.part!(part, params));
}
