/** Graphs of two-armed nodes over leaves, as plain arrays: for the engine and for what it is measured against. */
import type { Random } from '../harness/random.js';

export type ShapeName = 'balanced' | 'chain' | 'shared' | 'products';

/** Nodes `0 .. leaves - 1` are leaves; node `leaves + i` has the arms `left[i]` and `right[i]`, below it. */
export interface Shape {
  readonly leaves: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** 1 where an inner node is a product, else it is a sum. */
  readonly product: Uint8Array;
}

/** The part of the inner nodes that are products, where there are any. */
const PRODUCTS = 0.2;

export function drawShape(name: ShapeName, leaves: number, random: Random): Shape {
  const left: number[] = [];
  const right: number[] = [];
  const join = (a: number, b: number): number => {
    left.push(a);
    right.push(b);
    return leaves + left.length - 1;
  };
  let level = Array.from({ length: leaves }, (_, i) => i);
  if (name === 'chain') {
    level = [level.reduce((sum, leaf) => join(sum, leaf))];
  } else if (name === 'shared') {
    // Every second leaf is below another pair as well.
    const pairs: number[] = [];
    for (let i = 0; i + 1 < leaves; i += 2) {
      pairs.push(join(join(i, i + 1), 2 * random.integer(0, Math.floor(leaves / 2) - 1)));
    }
    level = pairs;
  }
  while (level.length > 1) {
    const above: number[] = [];
    for (let i = 0; i + 1 < level.length; i += 2) above.push(join(level[i]!, level[i + 1]!));
    if (level.length % 2 === 1) above.push(level[level.length - 1]!);
    level = above;
  }
  const product = new Uint8Array(left.length);
  if (name === 'products') {
    for (let i = 0; i < product.length; i++) product[i] = random.next() < PRODUCTS ? 1 : 0;
  }
  return { leaves, left: Int32Array.from(left), right: Int32Array.from(right), product };
}
