/** What a graph of a million nodes takes: seconds to build, and bytes a node with bounds of 50 digits. */
import { Graph } from '#lib/graph/graph.js';
import { combinators } from '#lib/combinators/index.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import type { NodeId } from '#lib/graph/node.js';
import type { Plain, Refiner } from '#lib/refiners/refiner.js';
import { median } from '../harness/statistics.js';
import { refineBy } from './engine.js';
import type { Built } from './engine.js';
import type { Shape } from './shape.js';

const DIGITS_50 = 166;
const SALT = 0x9e3779b97f4a7c15f39cc0605cedc8341082276bf3a27251f86c6a11d0c18e95n;

/** A leaf with bounds of its own, which go to 50 digits at the first step. */
const jumper: Refiner<number & Plain, number> = {
  name: 'jumper',
  version: 1,
  // Cheap to make: what is measured is the graph around them.
  initial: () => ({ kind: 'narrow', lo: 1n, width: 1, exp: -21 }),
  start: () => 0,
  step: (_context, seed) => ({
    state: 1,
    bounds: boundsOf(seed),
    cost: 1,
    done: 'exhausted',
  }),
};

function boundsOf(seed: number): Enclosure {
  const value = BigInt.asUintN(DIGITS_50, SALT * BigInt(seed + 1)) | (1n << BigInt(DIGITS_50 - 1));
  return { kind: 'narrow', lo: value, width: 1, exp: -DIGITS_50 - 20 };
}

/** What the process holds, after all that can be collected is; NaN where the collector cannot be called. */
function held(): number {
  if (globalThis.gc === undefined) return NaN;
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

export interface Footprint {
  /** Of building it, the median of several times. */
  readonly seconds: number;
  /** Of the graph, once every node has been narrowed to 50 digits. */
  readonly bytesPerNode: number;
}

/** How often the graph is built: the machine is never idle all the time. */
const BUILDS = 3;

/** Builds a shape of sums several times, and refines the root of the last. */
export function footprint(shape: Shape): Footprint {
  const times: number[] = [];
  for (let i = 1; i < BUILDS; i++) times.push(built(shape).seconds);
  const before = held();
  const { graph, root, seconds } = built(shape);
  times.push(seconds);
  refineBy(jumper, { graph, root }, DIGITS_50 - 10);
  return { seconds: median(times), bytesPerNode: (held() - before) / graph.size };
}

function built({ leaves, left, right }: Shape): Built & { readonly seconds: number } {
  held();
  const start = process.hrtime.bigint();
  const graph = new Graph();
  const leafKind = graph.defineKind({ type: 'refiner', refiner: jumper as unknown as Refiner });
  const combinator = combinators.find(({ name }) => name === 'add') as never;
  const sum = graph.defineKind({ type: 'combinator', combinator });
  for (let i = 0; i < leaves; i++) graph.add(leafKind, i, []);
  const arms: NodeId[] = [0, 0];
  let root = 0;
  for (let i = 0; i < left.length; i++) {
    arms[0] = left[i]!;
    arms[1] = right[i]!;
    root = graph.intern(sum, null, 0, arms, () => true);
  }
  return { graph, root, seconds: Number(process.hrtime.bigint() - start) / 1e9 };
}
