/**
 * Parts: what a long computation consists of that can be computed at the same time, on other threads.
 *
 * A kernel names its parts and asks for their values. Whoever runs the kernel decides where they are computed: by
 * default here, one after the other. To have them computed elsewhere it throws, and runs the kernel again once the
 * values are there. The kernel then comes to the same parts, but for those of constants that were kept meanwhile.
 *
 * Laws
 * 1. A part is plain data, and so is its value, which depends on the part alone.
 * 2. The parts of a computation depend on its arguments alone, and not on how many threads there are. So its result
 *    does not either.
 */

/** A part: the name of what computes it, with its arguments, which are plain data. */
export interface Part {
  readonly kernel: string;
  readonly args: readonly unknown[];
}

/** A part whose value is a `Value`. */
export interface PartOf<Value> extends Part {
  /** Has no value: it holds the type. */
  readonly value?: Value;
}

/** Values for a list of parts, in its order; undefined where they are to be computed here. */
export type Partition = (parts: readonly Part[]) => readonly unknown[] | undefined;

const KERNELS = new Map<string, (...args: readonly unknown[]) => unknown>();

let partition: Partition | undefined;

/**
 * Sets who is asked for the values of parts from now on.
 * @returns who was asked before, to be set again afterwards: a step may run a refinement inside.
 */
export function setPartition(next: Partition | undefined): Partition | undefined {
  const before = partition;
  partition = next;
  return before;
}

/** Makes a kernel known that computes parts, and answers with what makes a part of its arguments. */
export function partKernel<Args extends readonly unknown[], Value>(
  kernel: string,
  compute: (...args: Args) => Value,
): (...args: Args) => PartOf<Value> {
  KERNELS.set(kernel, compute as (...args: readonly unknown[]) => unknown);
  return (...args) => ({ kernel, args });
}

/** @throws RangeError where nothing computes such a part. */
export function computePart({ kernel, args }: Part): unknown {
  const compute = KERNELS.get(kernel);
  if (compute === undefined) throw new RangeError(`computePart: there is no kernel ${kernel}`);
  return compute(...args);
}

/** The values of parts, in their order. */
export function inParts<Values extends readonly unknown[]>(parts: {
  readonly [Index in keyof Values]: PartOf<Values[Index]>;
}): Values {
  const list: readonly Part[] = parts;
  return (partition?.(list) ?? list.map(computePart)) as Values;
}
