/** What sources are planned to contribute, against direct sums and differences. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Demands } from '#lib/coordinator/wave/demands.js';
import { PlannedContributions } from '#lib/coordinator/wave/planned-contributions.js';
import { LEVELS, Predictor } from '#lib/coordinator/wave/predictor.js';
import { Shares } from '#lib/coordinator/wave/shares.js';
import { Stages } from '#lib/coordinator/wave/stages.js';
import type { NodeId } from '#lib/graph/node.js';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';
import { coneAt, leafOf } from './cones.js';
import type { DrawnCone } from './cones.js';

/** Steps of equal gain and cost that a predictor has seen. */
interface Seen {
  readonly gain: number;
  readonly cost: number;
}

function planOf(
  { graph, cone, positions, root }: DrawnCone,
  allowance: number,
  seen: ReadonlyMap<NodeId, Seen>,
): { readonly plan: PlannedContributions; readonly shares: Shares; readonly predictor: Predictor } {
  const predictor = new Predictor();
  for (const [node, { gain, cost }] of seen) {
    for (let step = 0; step < 5; step++) {
      // Far more was demanded than gained, so the refiner is seen to take steps and not to leap.
      predictor.observe(node, -gain * step, -gain * (step + 1), -1e6, cost, 1);
    }
  }
  const aim = { type: 'narrow', focus: root, allowance, everySource: false } as const;
  const shares = new Shares(graph, cone, positions, aim, false);
  const stages = new Stages(graph, cone, positions);
  const demands = new Demands(graph, cone, aim, shares, stages, predictor);
  const plan = new PlannedContributions(graph, cone, positions, predictor, shares, demands);
  return { plan, shares, predictor };
}

const seenSteps = fc.record({
  gain: fc.double({ min: 0.5, max: 8, noNaN: true }),
  cost: fc.integer({ min: 10, max: 10 ** 6 }),
});

/** A leaf below a function that has stepped, beside another leaf. */
function functionOver(
  widths: { readonly leaf: number; readonly own: number },
  seen: { readonly leaf: Seen; readonly echo: Seen },
  allowance: number,
) {
  const world = new World();
  const leaf = leafOf(world, 5, widths.leaf, 'stepper');
  const echo = world.node('echo', [leaf]);
  const record = world.graph.recordOf(echo)!;
  record.seenWidths[0] = -widths.leaf;
  record.ownWidth = -widths.own;
  // Wide enough for both.
  world.graph.narrow(echo, { kind: 'narrow', lo: 0n, width: 2 ** 20, exp: -10 });
  const beside = leafOf(world, 7, 1, 'stepper');
  const drawn = coneAt(world, world.node('add', [echo, beside]));
  const made = planOf(
    drawn,
    allowance,
    new Map([
      [leaf, seen.leaf],
      [echo, seen.echo],
    ]),
  );
  const at = (node: NodeId): number => drawn.positions.of(node);
  return { ...made, ...drawn, leaf: at(leaf), echo: at(echo), beside: at(beside) };
}

const drawnFunctions = fc
  .record({
    leaf: fc.integer({ min: 0, max: 30 }),
    own: fc.integer({ min: 0, max: 30 }),
    ofLeaf: seenSteps,
    ofEcho: seenSteps,
    allowance: fc.integer({ min: -30, max: -2 }),
  })
  .map(({ leaf, own, ofLeaf, ofEcho, allowance }) => ({
    widths: { leaf, own },
    seen: { leaf: ofLeaf, echo: ofEcho },
    allowance,
  }));

describe('an option of a leaf without functions above it', () => {
  it('gains per level what the predicted bits take away, in units of the limit, at the predicted cost', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: -30, max: -1 }),
        seenSteps,
        (bits, allowance, seen) => {
          const world = new World();
          const leaf = leafOf(world, 5, bits, 'stepper');
          const drawn = coneAt(world, world.node('negate', [leaf]));
          const { plan, shares } = planOf(drawn, allowance, new Map([[leaf, seen]]));
          const p = drawn.positions.of(leaf);
          plan.offer(p);
          const { gains, costs } = plan.option(p, 6);
          const own = shares.contributionOf(p);
          for (let level = 0; level < 6; level++) {
            const strides = LEVELS[level]!;
            const left = own - strides * seen.gain;
            const gain = 2 ** (own - shares.limit) - 2 ** (left - shares.limit);
            expect(gains[level]! / gain).toBeCloseTo(1, 4);
            expect(costs[level]! / (strides * seen.cost)).toBeCloseTo(1, 4);
          }
        },
      ),
      { numRuns: runs(50) },
    );
  });
});

describe('the planned contributions', () => {
  it('add up to their total, whatever is offered, deferred, fixed or under way', () => {
    fc.assert(
      fc.property(
        drawnFunctions,
        fc.array(fc.tuple(fc.nat(3), fc.nat(20)), { maxLength: 12 }),
        ({ widths, seen, allowance }, acts) => {
          const { plan, cone, leaf, echo, beside } = functionOver(widths, seen, allowance);
          plan.offer(leaf);
          plan.defer(echo);
          for (const [act, value] of acts) {
            if (act === 0) plan.offer(value % 2 === 0 ? leaf : beside);
            else if (act === 1) plan.defer(echo);
            else if (act === 2) plan.fix(beside, -value);
            else plan.expectStep(leaf);
          }
          let sum = 0;
          cone.forEach((_, p) => (sum += 2 ** (plan.plannedOf(p) - plan.limit)));
          const total = 2 ** (plan.total - plan.limit);
          expect(total).toBeGreaterThanOrEqual(sum * (1 - 1e-9));
          // Far above the limit the total is within a factor of two.
          expect(total).toBeLessThan(sum * 2.001 + 1e-9);
        },
      ),
      { numRuns: runs(80) },
    );
  });

  it('of a leaf below an unplanned function count the evaluation of it, and what that gains', () => {
    fc.assert(
      fc.property(drawnFunctions, ({ widths, seen, allowance }) => {
        const { plan, leaf, echo } = functionOver(widths, seen, allowance);
        plan.offer(leaf);
        const alone = plan.option(leaf, 4);
        plan.defer(echo);
        const above = plan.option(leaf, 4);
        if (plan.isPlanned(echo)) {
          expect(above).toEqual(alone);
          return;
        }
        const left = plan.ownOf(echo) - seen.echo.gain;
        const gain = 2 ** (plan.plannedOf(echo) - plan.limit) - 2 ** (left - plan.limit);
        for (let level = 0; level < 4; level++) {
          const evaluation = above.costs[level]! - alone.costs[level]!;
          expect(evaluation / seen.echo.cost).toBeCloseTo(1, 3);
          expect(above.gains[level]! - alone.gains[level]!).toBeCloseTo(gain, 4);
        }
        plan.planEvaluation(echo);
        expect(plan.option(leaf, 4)).toEqual(alone);
      }),
      { numRuns: runs(80) },
    );
  });

  it('of a deferred function above the limit are planned below it, by as few evaluations as are predicted to do', () => {
    fc.assert(
      fc.property(drawnFunctions, ({ widths, seen, allowance }) => {
        const { plan, shares, echo } = functionOver(widths, seen, allowance);
        const { pending } = shares.attributionOf(echo);
        expect(pending).toBe(-Infinity);
        plan.defer(echo);
        const own = plan.ownOf(echo);
        if (own <= plan.limit) {
          expect(plan.isPlanned(echo)).toBe(false);
          return;
        }
        expect(plan.plannedOf(echo)).toBeLessThanOrEqual(plan.limit);
        const strides = (own - plan.plannedOf(echo)) / seen.echo.gain;
        const level = LEVELS.findIndex((each) => Math.abs(each - strides) < 0.01);
        expect(level).toBeGreaterThanOrEqual(0);
        expect(plan.levelsLeft(echo)).toBe(LEVELS.length - level - 1);
        if (level > 0)
          expect(own - LEVELS[level - 1]! * seen.echo.gain).toBeGreaterThan(plan.limit);
      }),
      { numRuns: runs(80) },
    );
  });

  it('of a deferred function with much to pass on include an evaluation, though it is within the limit', () => {
    const { plan, graph, cone, echo } = functionOver(
      { leaf: 13, own: 40 },
      { leaf: { gain: 1, cost: 10 }, echo: { gain: 1, cost: 10 } },
      -10,
    );
    // As wide as its input.
    graph.narrow(cone[echo]!, { kind: 'narrow', lo: 0n, width: 1, exp: -13 });
    plan.defer(echo);
    expect(plan.isPlanned(echo)).toBe(false);
    // The input was somewhat wider when the function saw it.
    graph.recordOf(cone[echo]!)!.seenWidths[0] = -12.5;
    plan.defer(echo);
    expect(plan.isPlanned(echo)).toBe(true);
    // A sixteenth of a share is not worth an evaluation.
    graph.recordOf(cone[echo]!)!.seenWidths[0] = -12.99;
    plan.defer(echo);
    expect(plan.isPlanned(echo)).toBe(false);
    expect(plan.plannedOf(echo)).toBeLessThan(plan.limit);
  });

  it('of a leaf whose step is under way are those after the step, and functions above it get an evaluation', () => {
    const { plan, echo, leaf } = functionOver(
      { leaf: 20, own: 20 },
      { leaf: { gain: 3, cost: 10 }, echo: { gain: 1, cost: 10 } },
      -2,
    );
    plan.defer(echo);
    plan.offer(leaf);
    expect(plan.isPlanned(echo)).toBe(false);
    const before = plan.plannedOf(leaf);
    plan.expectStep(leaf);
    expect(plan.plannedOf(leaf)).toBeCloseTo(before - 3, 4);
    expect(plan.isPlanned(echo)).toBe(true);
    expect(plan.isFixed(leaf)).toBe(true);
  });
});
