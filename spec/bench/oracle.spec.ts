import { describe, expect, it } from '@jest/globals';
import type { Play } from '#bench/engine/engine.js';
import { Random } from '#bench/harness/random.js';
import { instanceEngine } from '#bench/instances/instance.js';
import { FAMILIES, partAllowed } from '#bench/oracle.js';
import { RoundsWithEarlyExit } from '#policies/rounds.js';

const SEEDS = [1, 2, 3];

function played(family: string, seed: number): { play: Play; least: number } {
  const instance = FAMILIES.find(({ name }) => name === family)!.draw(new Random(seed));
  const engine = instanceEngine();
  const root = instance.build(engine);
  const play = engine.play(new RoundsWithEarlyExit(engine.graph), root, instance.goal);
  const part = partAllowed(instance.goal, play.outcome.bounds);
  return { play, least: instance.optimum(Infinity, part).cost };
}

describe('the oracle', () => {
  it.each(FAMILIES.map(({ name }) => name))('is beaten by nobody: %s', (family) => {
    for (const seed of SEEDS) {
      const { play, least } = played(family, seed);
      expect(play.outcome.status).toBe('met');
      expect(play.cost / least).toBeGreaterThan(0.999);
      expect(least).toBeGreaterThan(0);
    }
  });

  it('draws the same problems for the same seed, and others for another', () => {
    const cost = (seed: number): number => played('mixed', seed).least;
    expect(cost(1)).toBe(cost(1));
    expect(cost(1)).not.toBe(cost(2));
  });
});
