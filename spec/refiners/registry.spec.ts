import { describe, expect, it } from '@jest/globals';
import { createSession } from 'pincer';
import { refined, StepFailedError } from 'pincer/refiner';
import { builtinRegistry } from '#lib/refiners/builtin.js';
import { registryKey } from '#lib/refiners/registry.js';
import { halving, halvingAgain } from '#spec/execution/refiners/halving.js';
import { leaper } from '#spec/support/refiners.js';

describe('the registry', () => {
  it('finds each refiner that comes with Pincer by its name and version, once', () => {
    const registry = builtinRegistry();
    expect(registry.size).toBeGreaterThan(20);
    for (const [key, refiner] of registry) {
      expect(key).toBe(registryKey(refiner.name, refiner.version));
      expect(registry.get(key)).toBe(refiner);
    }
  });

  it('tells versions of one name apart, here and on a worker, by the module that has them', async () => {
    expect([halving.name, halvingAgain.name]).toEqual(['halving', 'halving']);
    expect(halving.version).not.toBe(halvingAgain.version);
    await using session = createSession({ workers: 1, placement: 'thread' });
    for (const refiner of [halving, halvingAgain]) {
      const real = refined(refiner, { bits: 20 });
      const there = await real.refine({ digits: 30 }, { session });
      const here = real.refineSync({ digits: 30 }, { session: createSession() });
      expect(there.error).toBeNull();
      expect(there.digits).toBe(here.digits);
    }
    // Nodes of two versions are two, though all else is the same.
    expect(session.stats().nodes).toBe(2);
  });

  it('says which name and version it does not know, before it runs anything', async () => {
    await using session = createSession({ workers: 1, placement: 'thread' });
    const stray = { ...leaper, name: 'stray', module: halving.module! };
    const { error } = await refined(stray, { n: 1n, d: 3n }).refine({ digits: 30 }, { session });
    expect(error).not.toBeInstanceOf(StepFailedError);
    expect(error).toMatchObject({ name: 'UnknownRefinerError', refiner: 'stray@1' });
    expect(error?.node).toMatch(/^stray#/);
  });
});
