/** Operations as a session's callers see them. */
import { describe, expect, it } from '@jest/globals';
import { createSession, pi, sqrt } from 'pincer';
import type { OperationId } from 'pincer';
import type { SchedulerEvent } from 'pincer/execution';

describe('the operations of a session', () => {
  it('are told to who asked, with a number; class, parent and those to wait for go with it', async () => {
    await using session = createSession();
    const numbers: OperationId[] = [];
    const onAdmitted = (operation: OperationId): void => {
      numbers.push(operation);
    };
    const first = sqrt(2).refine({ digits: 300 }, { session, class: 'low', onAdmitted });
    const [parent] = numbers;
    const second = pi.refine({ digits: 200 }, { session, priority: 7, onAdmitted });
    const third = sqrt(3).refine(
      { digits: 100 },
      { session, parent: numbers[1]!, after: [parent!], onAdmitted },
    );
    expect(session.operations().map(({ status, priority }) => [status, priority])).toEqual([
      ['queued', 7],
      ['queued', 7],
      ['queued', 7],
    ]);
    for (const result of await Promise.all([first, second, third]))
      expect(result.status).toBe('met');
    expect(session.operations({ status: 'met' }).map(({ id }) => id)).toEqual(numbers);
    expect(session.operations({ class: 'low' })).toHaveLength(1);
    expect(session.stats().operationCounts).toMatchObject({
      status: { met: 3 },
      class: { low: 1, normal: 2 },
    });
  });

  it('that ask the same are merged: one does the work, and each gets its answer', async () => {
    await using session = createSession();
    const merged: (OperationId | undefined)[] = [];
    session.observe((event: SchedulerEvent) => {
      if (event.type === 'operation-admitted') merged.push(event.mergedWith);
    });
    const results = await Promise.all(
      [1, 2, 3].map(() => sqrt(2).refine({ digits: 50 }, { session })),
    );
    expect(new Set(results.map(({ digits }) => digits)).size).toBe(1);
    expect(merged).toEqual([undefined, 1, 1]);
  });

  it('refuse a priority that is none, and a parent that nobody knows, naming them', async () => {
    await using session = createSession();
    await expect(pi.refine({ digits: 9 }, { session, priority: 11 })).rejects.toThrow('got 11');
    await expect(pi.refine({ digits: 90 }, { session, priority: 11 })).rejects.toThrow('got 11');
    await expect(pi.refine({ digits: 90 }, { session, parent: 99 })).rejects.toThrow(
      'no operation 99',
    );
    expect(() => pi.refineSync({ digits: 90 }, { session, priority: 0.5 })).toThrow('got 0.5');
  });
});
