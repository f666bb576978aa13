/** What nodes are asked for before any of them has bounds. */
import { describe, expect, it } from '@jest/globals';
import { createSession, real } from '#lib/index.js';
import type { Real } from '#lib/index.js';
import { FirstDemands } from '#lib/coordinator/wave/first-demands.js';
import { widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import { coneOf } from '#lib/graph/cone.js';
import { ConePositions } from '#lib/graph/cone-positions.js';
import { pointsOf } from '#lib/graph/points.js';

const session = createSession({ workers: 0 });
const { graph } = session;

/** The grids that the combinators of a value are given for a root of a width, by position. */
function firstDemandsOf(x: Real, allowance: number) {
  const root = x.rootIn(session);
  const cone = coneOf(graph, [root]);
  const positions = new ConePositions(cone);
  const points = pointsOf(graph, cone, positions)!;
  const narrowing = { type: 'narrow', focus: root, allowance, everySource: false } as const;
  return { root, cone, demands: new FirstDemands(graph, cone, positions, points, narrowing) };
}

/** x, then a x (1 - x), and so on. */
function orbit(rounds: number): Real {
  let x = real('1/2');
  for (let i = 0; i < rounds; i++) x = x.multiply('3.7').multiply(real(1).subtract(x));
  return x;
}

describe('first demands', () => {
  it('bring a root to its width, where the slopes of its leaves are beyond the range of doubles', () => {
    // Both factors of a round have a slope, and their sum is 3.7: 2^1321 at the first of 700.
    const { root, cone, demands } = firstDemandsOf(orbit(700), -170);
    expect(demands.areShort).toBe(true);
    demands.setGrids();
    for (const node of cone) graph.renew(node);
    expect(widthLog2(graph.boundsOf(root))).toBeLessThan(-160);
  });

  it('are not short where a node is asked for more than 4,096 bits', () => {
    expect(firstDemandsOf(orbit(1000), -170).demands.areShort).toBe(true);
    expect(firstDemandsOf(orbit(2200), -170).demands.areShort).toBe(false);
  });
});
