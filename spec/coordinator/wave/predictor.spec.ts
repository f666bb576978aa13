/** What the predictor makes of the gains and costs that it has seen. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LEVELS, Predictor } from '#lib/coordinator/wave/predictor.js';
import type { Prediction } from '#lib/coordinator/wave/predictor.js';
import { runs } from '#spec/support/effort.js';

interface Seen {
  readonly gain: number;
  readonly cost: number;
}

/** A predictor that has seen steps of node 0, none of which reached what was demanded of it. */
function taught(steps: readonly Seen[], node = 0, predictor = new Predictor()): Predictor {
  let width = 0;
  for (const { gain, cost } of steps) {
    predictor.observe(node, width, width - gain, width - 1000, cost, 1);
    width -= gain;
  }
  return predictor;
}

function predicted(predictor: Predictor, levels: number, node = 0): Prediction {
  const prediction: Prediction = { bits: [], costs: [] };
  predictor.predict(node, levels, prediction);
  return prediction;
}

/** The prediction of the next stride after steps of such gains, at the same cost each. */
function after(gains: readonly number[]): { readonly bits: number; readonly cost: number } {
  const predictor = taught(gains.map((gain) => ({ gain, cost: 1000 })));
  const { bits, costs } = predicted(predictor, 1);
  return { bits: bits[0]!, cost: costs[0]! };
}

const seen: fc.Arbitrary<readonly Seen[]> = fc.array(
  fc.record({
    gain: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 60, noNaN: true })),
    cost: fc.integer({ min: 1, max: 10 ** 9 }),
  }),
  { maxLength: 30 },
);

describe('a prediction', () => {
  it('of gains by a rule follows the rule', () => {
    expect(after([1, 2, 4, 8, 16]).bits).toBeCloseTo(32, 3);
    expect(after([3, 3, 3, 3, 3]).bits).toBeCloseTo(3, 3);
    const harmonic = Array.from({ length: 30 }, (_, k) => 3 * Math.log2((k + 2) / (k + 1)));
    expect(after(harmonic).bits).toBeCloseTo(3 * Math.log2(32 / 31), 2);
  });

  it('of gains that scatter is their mean, though the last one was right more often', () => {
    const gains = Array.from({ length: 24 }, (_, k) => (k % 6 < 3 ? 1 : 5));
    expect(after(gains).bits).toBeGreaterThan(2);
    expect(after(gains).bits).toBeLessThan(4);
  });

  it('of gains in every third step counts those without one towards it', () => {
    const { bits, cost } = after([6, 0, 0, 6, 0, 0, 6, 0, 0, 6]);
    expect(bits).toBeCloseTo(6, 3);
    expect(cost).toBeCloseTo(3000, -2);
  });

  it('of equal steps is a multiple of them at every level', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 60, noNaN: true }),
        fc.integer({ min: 1, max: 10 ** 9 }),
        (gain, cost) => {
          const predictor = taught(Array.from({ length: 6 }, () => ({ gain, cost })));
          const { bits, costs } = predicted(predictor, LEVELS.length);
          LEVELS.forEach((strides, level) => {
            expect(bits[level]! / (strides * gain)).toBeCloseTo(1, 3);
            expect(costs[level]! / (strides * cost)).toBeCloseTo(1, 3);
          });
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('never falls from level to level, and is finite and positive, whatever was seen', () => {
    fc.assert(
      fc.property(seen, (steps) => {
        const { bits, costs } = predicted(taught(steps), LEVELS.length);
        expect(bits).toHaveLength(LEVELS.length);
        for (const totals of [bits, costs]) {
          expect(totals.every((total, level) => total >= (totals[level - 1] ?? 0))).toBe(true);
          expect(totals.every((total) => total < Infinity)).toBe(true);
        }
        expect(costs[0]).toBeGreaterThan(0);
        // Fewer levels are the first of more.
        expect(predicted(taught(steps), 4).bits).toEqual(bits.slice(0, 4));
      }),
      { numRuns: runs(300) },
    );
  });

  it('costs more with every idle step, beyond a usual stride, and keeps its gain', () => {
    const steps = Array.from({ length: 6 }, () => ({ gain: 4, cost: 100 }));
    const costs: number[] = [];
    for (let idle = 0; idle < 6; idle++) {
      const predictor = taught([...steps, ...Array<Seen>(idle).fill({ gain: 0, cost: 100 })]);
      const { bits, costs: found } = predicted(predictor, 1);
      expect(bits[0]).toBeCloseTo(4, 3);
      costs.push(Math.round(found[0]!));
    }
    expect(costs).toEqual([100, 100, 200, 300, 400, 500]);
  });

  it('is what the refiner announces, for its next step', () => {
    const predictor = taught(Array.from({ length: 6 }, () => ({ gain: 4, cost: 100 })));
    predictor.observe(0, -24, -28, -1000, 100, 1, { width: -38, cost: 700 });
    expect(predicted(predictor, 1)).toEqual({ bits: [10], costs: [700] });
    predictor.observe(0, -28, -32, -1000, 100, 1);
    expect(predicted(predictor, 1).bits[0]).toBeCloseTo(4, 3);
  });

  it('of a refiner that was never seen gains a little at a cost of little', () => {
    expect(predicted(new Predictor(), 2)).toEqual({ bits: [2, 4], costs: [1, 2] });
  });
});

describe('what was seen of a node', () => {
  it('stays with it when nodes are numbered anew, and goes when it is forgotten', () => {
    const predictor = taught([{ gain: 3, cost: 7 }], 1);
    taught([{ gain: 5, cost: 9 }], 2, predictor);
    const [one, two] = [predicted(predictor, 6, 1), predicted(predictor, 6, 2)];
    expect(one).not.toEqual(two);
    predictor.renumber(Int32Array.of(-1, 0, 1));
    expect(predicted(predictor, 6, 0)).toEqual(one);
    expect(predicted(predictor, 6, 1)).toEqual(two);
    expect(predictor.widthOf(2)).toBeUndefined();
    predictor.forget(1);
    expect(predictor.widthOf(1)).toBeUndefined();
    expect(predicted(predictor, 6, 0)).toEqual(one);
  });

  it('says that it leaps where it gained what was demanded, and more than usual', () => {
    const predictor = new Predictor();
    expect(predictor.leaps(0)).toBeUndefined();
    // As much as demanded, but no more than a usual step gains.
    predictor.observe(0, 0, -4, -4, 100, 1);
    expect(predictor.leaps(0)).toBeUndefined();
    predictor.observe(0, -4, -104, -104, 100, 1);
    expect(predictor.leaps(0)).toBe(true);
    predictor.observe(0, -104, -110, -200, 100, 1);
    expect(predictor.leaps(0)).toBe(false);
  });
});
