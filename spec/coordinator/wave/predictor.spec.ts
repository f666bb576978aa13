/** What the predictor makes of the gains that it has seen. */
import { describe, expect, it } from '@jest/globals';
import { Predictor } from '#lib/coordinator/wave/predictor.js';
import type { Prediction } from '#lib/coordinator/wave/predictor.js';

/** The forecast of the next stride after steps of such gains, at the same price each. */
function after(gains: readonly number[]): { readonly bits: number; readonly cost: number } {
  const predictor = new Predictor();
  let width = 0;
  for (const gain of gains) {
    predictor.observe(0, width, width - gain, width - 1, 1000, 1);
    width -= gain;
  }
  const forecast: Prediction = { bits: [], costs: [] };
  predictor.predict(0, 1, forecast);
  return { bits: forecast.bits[0]!, cost: forecast.costs[0]! };
}

describe('a forecast', () => {
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
});
