import { describe, expect, it } from '@jest/globals';
import type { Fate } from './simulated-executor.js';
import { World } from '../world.js';

/** A root of three steppers, played by a script in so many slots. */
function play(slots: number, script: (step: number) => Fate) {
  const world = new World();
  const leaves = [3n, 7n, 11n].map((d) => world.leaf('stepper', 1n, d, 20));
  const operation = world.admit(world.node('add', leaves), { bits: 50 });
  let cut = 0;
  const executor = world.simulate({ slots, script: () => script(cut++) }).run();
  return { world, executor, outcome: executor.outcomes.get(operation)! };
}

describe('the simulated executor', () => {
  it('keeps a virtual clock, on which slots work at the same time', () => {
    const script = (): Fate => ({ after: 1e12, as: 'answer' });
    const [one, three] = [play(1, script), play(3, script)];
    const steps = one.outcome.statistics.steps;
    expect(three.outcome.statistics.steps).toBe(steps);
    expect([one.executor.busy, three.executor.busy]).toEqual([steps * 1e12, steps * 1e12]);
    expect(one.executor.now).toBe(steps * 1e12);
    expect(three.executor.now).toBe((steps / 3) * 1e12);
  });

  it('plays the same script the same way every time', () => {
    const script = (step: number): Fate => ({
      after: 1000 + ((step * 7919) % 1009),
      as: step % 5 === 2 ? 'lost-then-answer' : 'answer',
      later: 500,
    });
    const [first, second] = [play(3, script), play(3, script)];
    expect(second.executor.events).toEqual(first.executor.events);
    expect(second.executor.leases).toEqual(first.executor.leases);
  });

  it('plays failures, losses, late and repeated answers', () => {
    const fates: Fate['as'][] = ['lost', 'lost-then-answer', 'answer-twice'];
    const { world, outcome } = play(2, (step) => ({
      after: 1000,
      as: fates[step] ?? 'answer',
      later: 100,
    }));
    expect(outcome).toMatchObject({ status: 'met', statistics: { retries: 2 } });
    expect(world.coordinator.leaseCounts).toMatchObject({ lost: 2, failed: 0 });
    const failing = play(2, () => ({ after: 1000, as: 'failed' }));
    expect(failing.outcome).toMatchObject({ status: 'error', error: { name: 'StepFailedError' } });
  });

  it('lets a step see that it was told to stop, where the script says so', () => {
    for (const stoppable of [false, true]) {
      const world = new World();
      const operation = world.admit(world.leaf('stepper', 1n, 3n), { bits: 50 });
      const executor = world.simulate({ script: () => ({ after: 1000, as: 'answer', stoppable }) });
      executor.at(500, () => {
        world.coordinator.interrupt(operation, 'aborted', executor.now);
      });
      executor.run();
      expect(world.coordinator.leaseCounts).toMatchObject(
        stoppable ? { stopped: 1, committed: 0 } : { stopped: 0, committed: 1 },
      );
    }
  });
});
