/** Shares and contributions against sums over all paths. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Shares } from '#lib/coordinator/wave/shares.js';
import type { Narrowing } from '#lib/coordinator/goals/aim.js';
import { PRINTED_GROWTH } from '#lib/exact/decimal/printed.js';
import type { NodeId } from '#lib/graph/node.js';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';
import { build, coneAt, leafOf, shapes } from './cones.js';
import type { DrawnCone } from './cones.js';

const linear = shapes('leaf', 'add', 'negate');

function sharesOf(
  { graph, cone, positions, root }: DrawnCone,
  allowance: number,
  { everySource = false, ...more }: Partial<Narrowing> = {},
): Shares {
  const aim = { type: 'narrow', focus: root, allowance, everySource, ...more } as const;
  return new Shares(graph, cone, positions, aim, everySource);
}

/** How many paths lead from the root to each position: the sensitivity, where all slopes are 1 or -1. */
function pathsOf({ graph, cone, positions }: DrawnCone): number[] {
  const paths = Array.from(cone, () => 0);
  paths[paths.length - 1] = 1;
  for (let p = cone.length - 1; p >= 0; p--) {
    for (const child of graph.childrenOf(cone[p]!)) paths[positions.of(child)]! += paths[p]!;
  }
  return paths;
}

const allowances = fc.integer({ min: -60, max: -1 });

describe('the contribution of a leaf', () => {
  it('is its width on every path to the root', () => {
    fc.assert(
      fc.property(linear, allowances, (shape, allowance) => {
        const drawn = build(shape);
        const shares = sharesOf(drawn, allowance);
        const paths = pathsOf(drawn);
        drawn.cone.forEach((node, p) => {
          if (!drawn.graph.isRefiner(node)) return;
          const expected = Math.log2(paths[p]!) + drawn.graph.widthOf(node);
          expect(shares.contributionOf(p)).toBeGreaterThanOrEqual(expected - 1e-12);
          expect(shares.contributionOf(p)).toBeCloseTo(expected, 6);
        });
      }),
      { numRuns: runs(50) },
    );
  });

  it('follows its bounds when it is measured again, and only then', () => {
    const world = new World();
    const leaf = leafOf(world, 5, 4);
    const drawn = coneAt(world, world.node('add', [leaf, leafOf(world, 7, 4)]));
    const shares = sharesOf(drawn, -20);
    const p = drawn.positions.of(leaf);
    leafOf(world, 5, 9);
    expect(shares.contributionOf(p)).toBeCloseTo(-4, 6);
    shares.measure(p);
    expect(shares.contributionOf(p)).toBeCloseTo(-9, 6);
  });
});

describe('the shares of a wave', () => {
  it('fill the allowance and no more, together with the rounding of all combinators', () => {
    fc.assert(
      fc.property(linear, allowances, (shape, allowance) => {
        const drawn = build(shape);
        const { graph, cone } = drawn;
        const shares = sharesOf(drawn, allowance);
        shares.setGrids();
        const paths = pathsOf(drawn);
        let sources = 0;
        let rounding = 0;
        cone.forEach((node, p) => {
          if (graph.isRefiner(node)) sources++;
          else rounding += paths[p]! * 2 ** (graph.gridOf(node) + 1 - allowance);
        });
        const taken = sources * 2 ** (shares.share - allowance);
        expect(taken).toBeGreaterThan(0.9);
        expect(rounding).toBeLessThanOrEqual(2 ** -4);
        expect(taken + rounding).toBeLessThanOrEqual(1);
      }),
      { numRuns: runs(50) },
    );
  });

  it('do not depend on how high in the graph a source lies', () => {
    const depths = [0, 1, 12].map((depth) => {
      const world = new World();
      const leaf = leafOf(world, 5, 4);
      let node = leaf;
      for (let i = 0; i < depth; i++) node = world.node('negate', [node]);
      const drawn = coneAt(world, world.node('add', [node, leafOf(world, 7, 4)]));
      const shares = sharesOf(drawn, -20);
      return shares.share - shares.sensitivityTo(drawn.positions.of(leaf));
    });
    expect(depths[1]).toBeCloseTo(depths[0]!, 6);
    expect(depths[2]).toBeCloseTo(depths[0]!, 6);
  });

  it('are below the limit, which is the allowance where contributions overestimate nothing', () => {
    fc.assert(
      fc.property(linear, allowances, (shape, allowance) => {
        const drawn = build(shape);
        const shares = sharesOf(drawn, allowance);
        expect(shares.share).toBeLessThan(shares.limit);
        expect(shares.limit).toBeGreaterThanOrEqual(allowance);
        // A goal may be met by bounds that printing does not widen.
        expect(shares.threshold).toBe(shares.limit + (shares.areFinite ? PRINTED_GROWTH : 0));
        expect(sharesOf(drawn, allowance, { everySource: true }).threshold).toBe(shares.share);
        // At the start the estimate of the root's width is that width, or up to twice it far above the limit.
        const width = drawn.graph.widthOf(drawn.root);
        expect(shares.estimate).toBeGreaterThan(width - 1e-3);
        expect(shares.estimate).toBeLessThan(width + 1.001);
      }),
      { numRuns: runs(50) },
    );
  });

  it('are within the limit exactly where the contributions add up to it at most', () => {
    fc.assert(
      fc.property(linear, fc.integer({ min: -20, max: 20 }), (shape, beyond) => {
        const drawn = build(shape);
        const allowance = drawn.graph.widthOf(drawn.root) + beyond;
        const shares = sharesOf(drawn, allowance);
        let sum = 0;
        drawn.cone.forEach((_, p) => (sum += 2 ** (shares.contributionOf(p) - shares.limit)));
        if (Math.abs(sum - 1) < 1e-6) return;
        expect(shares.isWithinLimit).toBe(sum <= 1);
      }),
      { numRuns: runs(80) },
    );
  });
});

describe('making shares', () => {
  /** Everything of a graph that a wave may write. */
  const written = ({ graph, cone }: DrawnCone): unknown[] =>
    Array.from(cone, (node: NodeId) => [graph.gridOf(node), graph.isDirty(node)]);

  it('changes nothing in the graph, and already counts the rounding to the grids that are set later', () => {
    fc.assert(
      fc.property(linear, fc.integer({ min: -200, max: -1 }), (shape, allowance) => {
        const drawn = build(shape);
        const before = written(drawn);
        const shares = sharesOf(drawn, allowance);
        expect(written(drawn)).toEqual(before);
        const counted = Array.from(drawn.cone, (_, p) => shares.contributionOf(p));
        shares.setGrids();
        expect(written(drawn)).not.toEqual(before);
        drawn.cone.forEach((_, p) => {
          shares.measure(p);
        });
        expect(Array.from(drawn.cone, (_, p) => shares.contributionOf(p))).toEqual(counted);
      }),
      { numRuns: runs(50) },
    );
  });

  it('sets grids that make a leap go further than the allowance, where leaps do', () => {
    const drawn = build([{ kind: 'negate', children: [0], bits: 0 }]);
    const near = sharesOf(drawn, -20);
    const far = sharesOf(drawn, -20, { leapAllowance: -50 });
    expect([near.leapMargin, far.leapMargin]).toEqual([0, 30]);
    near.setGrids();
    const grid = drawn.graph.gridOf(drawn.root);
    far.setGrids();
    expect(drawn.graph.gridOf(drawn.root)).toBe(grid - 30);
  });
});
