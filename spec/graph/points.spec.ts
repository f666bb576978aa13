/** Points against the bounds that the same values are proven to have. */
import { describe, expect, it } from '@jest/globals';
import { cos, createSession, exp, pi, real, sin, sqrt, tan } from '#lib/index.js';
import type { Real } from '#lib/index.js';
import { magnitudeLog2, mignitudeLog2, point } from '#lib/exact/enclosure/enclosure.js';
import { coneOf } from '#lib/graph/cone.js';
import { ConePositions } from '#lib/graph/cone-positions.js';
import type { Graph } from '#lib/graph/graph.js';
import type { NodeId } from '#lib/graph/node.js';
import { pointsOf } from '#lib/graph/points.js';
import type { Points } from '#lib/graph/points.js';
import { admit } from '#lib/real/values/admission.js';
import { internerOf } from '#lib/real/values/interners.js';
import { randomExpression, seeded, toReal, toText } from '#lib/testing/index.js';
import { runs } from '#spec/support/effort.js';

function pointsBelow(graph: Graph, root: NodeId): Points | undefined {
  const cone = coneOf(graph, [root]);
  for (const node of cone) graph.activate(node);
  for (const node of cone) graph.refresh(node);
  return pointsOf(graph, cone, new ConePositions(cone));
}

/** The point of a value before any step, and the bounds that it has after all. */
function pointAndBounds(x: Real): { point: number | undefined; least: number; most: number } {
  const session = createSession({ workers: 0 });
  const interner = internerOf(session);
  const root = interner.nodeOf(admit(x, interner));
  const { graph } = session;
  const points = pointsBelow(graph, root);
  const last = points?.values.at(-1);
  if (last === undefined) return { point: last, least: NaN, most: NaN };
  x.refineSync({ digits: 20 }, { session, budget: { steps: 500 }, timeout: 2000 });
  const bounds = graph.boundsOf(root);
  return { point: last, least: mignitudeLog2(bounds), most: magnitudeLog2(bounds) };
}

describe('the points of a cone', () => {
  it('lie near the values of random expressions, or are not known', () => {
    let known = 0;
    for (let seed = 1; seed <= runs(400); seed++) {
      const expression = randomExpression(seeded(seed), { depth: 4, corners: 0 });
      let x: Real;
      try {
        x = toReal(expression);
        const { point, least, most } = pointAndBounds(x);
        if (point === undefined || most === -Infinity || least === -Infinity) continue;
        known++;
        const size = Math.log2(Math.abs(point));
        const name = `seed ${String(seed)}: ${toText(expression)}`;
        expect({ name, isNear: size > least - 0.01 && size < most + 0.01 }).toEqual({
          name,
          isNear: true,
        });
      } catch (error) {
        // Expressions that exact operands prove to be undefined are refused when they are built.
        if (!(error instanceof Error) || error.name === 'JestAssertionError') throw error;
        if ('matcherResult' in error) throw error;
      }
    }
    expect(known).toBeGreaterThan(runs(400) / 20);
  });

  it.each([
    ['a difference that cancels', sin(2).subtract(sin(2).add('1e-16'))],
    ['the sine of a large multiple of pi', sin(pi.multiply('1e13'))],
    ['a zero', cos(pi.divide(2))],
    ['a magnitude beyond doubles', exp(exp(8))],
    ['a magnitude whose square is beyond doubles', exp(400)],
    ['its reciprocal', exp(-400)],
    ['a tangent beside a pole', tan(pi.divide(2).add('1e-15'))],
    ['a value outside a domain', sqrt(sin(4))],
    ['a jump', pi.floor()],
    ['data', real.between('1', '1.1')],
  ])('are unknown for %s', (_, x) => {
    expect(pointAndBounds(x).point).toBeUndefined();
  });

  it('are known along a chaotic orbit of exact operations, though no bit of them is correct, and not above a refiner', () => {
    const session = createSession({ workers: 0 });
    const interner = internerOf(session);
    const pointOf = (x: Real): number | undefined =>
      pointsBelow(session.graph, interner.nodeOf(admit(x, interner)))?.values.at(-1);
    const orbitOf = (start: Real): Real => {
      let x = start;
      for (let i = 0; i < 300; i++) x = x.multiply('3.7').multiply(real(1).subtract(x));
      return x;
    };
    const found = pointOf(orbitOf(real('1/2')))!;
    expect(found > 0 && found < 1).toBe(true);
    expect(pointOf(orbitOf(sqrt(2).subtract(1)))).toBeUndefined();
  });

  it('are known inside bounds that steps have narrowed, of a function without an estimate', () => {
    const session = createSession({ workers: 0 });
    const interner = internerOf(session);
    const floor = pi.floor();
    const sum = interner.nodeOf(admit(floor.add(sin(1)), interner));
    expect(pointsBelow(session.graph, sum)).toBeUndefined();
    session.graph.narrow(interner.nodeOf(admit(floor, interner)), point({ m: 3n, e: 0 }));
    expect(pointsBelow(session.graph, sum)!.values.at(-1)).toBeCloseTo(3 + Math.sin(1), 9);
  });

  it('has the slope of each node to its children', () => {
    const session = createSession({ workers: 0 });
    const interner = internerOf(session);
    const x = exp(sin(real('1/3')).multiply(pi));
    const root = interner.nodeOf(admit(x, interner));
    const { slopes } = pointsBelow(session.graph, root)!;
    const [inner, outer] = [Math.sin(1 / 3), Math.exp(Math.sin(1 / 3) * Math.PI)];
    const expected = [Math.cos(1 / 3), Math.PI, inner, outer];
    const found = Array.from(slopes).sort((a, b) => a - b);
    expected
      .sort((a, b) => a - b)
      .forEach((slope, i) => {
        expect(found[i]).toBeCloseTo(slope, 12);
      });
  });
});
