import { describe, expect, it } from '@jest/globals';
import { attributableWidth } from '#lib/coordinator/wave/contribution.js';
import { widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { NodeId } from '#lib/graph/node.js';
import { World } from '#spec/support/world.js';

/** An echo of a leaf, each as wide as given, that has seen the leaf at a width and says what is its own. */
function echoOf(widths: { leaf: number; seen: number; echo: number; own?: number }): {
  world: World;
  echo: NodeId;
} {
  const world = new World();
  const leaf = world.leaf('leaper', 0n);
  const echo = world.node('echo', [leaf]);
  const record = world.graph.recordOf(echo)!;
  record.seenWidths[0] = widths.seen;
  record.ownWidth = widths.own;
  world.graph.narrow(leaf, { kind: 'narrow', lo: 0n, width: 1, exp: widths.leaf });
  world.graph.narrow(echo, { kind: 'narrow', lo: 0n, width: 1, exp: widths.echo });
  return { world, echo };
}

const slopes = (...values: number[]): Float64Array => Float64Array.from(values);

describe('the width that a node answers for itself', () => {
  it('is the whole width of a leaf', () => {
    const world = new World();
    const leaf = world.leaf('leaper', 1n, 3n);
    expect(attributableWidth(world.graph, leaf, slopes())).toBe(
      widthLog2(world.graph.boundsOf(leaf)),
    );
  });

  it('is its own error, where its inputs are as they were seen', () => {
    const { world, echo } = echoOf({ leaf: -10, seen: -10, echo: -9, own: -12 });
    expect(attributableWidth(world.graph, echo, slopes(0))).toBeCloseTo(-12, 6);
  });

  it('grows by the improvement that its inputs made and it has not passed on', () => {
    const { world, echo } = echoOf({ leaf: -10, seen: -8, echo: -7, own: -12 });
    expect(attributableWidth(world.graph, echo, slopes(0))).toBeCloseTo(
      Math.log2(2 ** -7 - 2 ** -10),
      6,
    );
  });

  it('is all of it where its inputs have narrowed to where it is flat', () => {
    const { world, echo } = echoOf({ leaf: -100, seen: 0, echo: -1, own: -60 });
    expect(attributableWidth(world.graph, echo, slopes(-Infinity))).toBeCloseTo(-1, 6);
  });

  it('is never more than its whole width', () => {
    const { world, echo } = echoOf({ leaf: -100, seen: -1, echo: -9, own: -12 });
    expect(attributableWidth(world.graph, echo, slopes(40))).toBe(-9);
  });

  it('is what the slopes do not explain, where it does not say what is its own', () => {
    const { world, echo } = echoOf({ leaf: -10, seen: -10, echo: -9 });
    expect(attributableWidth(world.graph, echo, slopes(0))).toBeCloseTo(-10, 6);
    expect(attributableWidth(world.graph, echo, slopes(-Infinity))).toBe(-9);
    expect(attributableWidth(world.graph, echo, slopes(1))).toBe(-Infinity);
  });
});
