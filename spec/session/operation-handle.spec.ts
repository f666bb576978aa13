import { describe, expect, it } from '@jest/globals';
import { createSession, exp, pi, sin, sqrt } from 'pincer';
import type { OperationHandle, OperationId, RefineOptions, Result, Session } from 'pincer';
import { CoordinatorError } from 'pincer/coordinator';

const long = exp(sin(sqrt(2)));

/** A request under way, and the handle on it. */
function begin(
  session: Session,
  more: RefineOptions = {},
  value = long,
): { readonly handle: OperationHandle; readonly answer: Promise<Result> } {
  let id: OperationId = 0;
  const onAdmitted = (admitted: OperationId): void => void (id = admitted);
  const answer = value.refine({ digits: 4000 }, { session, onAdmitted, ...more });
  return { handle: session.operation(id), answer };
}

describe.each([false, true])('the handle on an operation, deterministic %s', (deterministic) => {
  it('cancels it: it ends as aborted with its best bounds', async () => {
    const session = createSession({ deterministic });
    const { handle, answer } = begin(session);
    expect(handle.record?.status).toBe('queued');
    const { ended } = handle;
    handle.cancel();
    expect(await answer).toMatchObject({ reason: 'aborted' });
    expect(await ended).toMatchObject({ id: handle.id, status: 'aborted' });
    handle.cancel();
    expect(session.stats().operations).toBe(0);
  });

  it('awaits its end, and that of one that has ended', async () => {
    const session = createSession({ deterministic });
    const { handle, answer } = begin(session);
    expect(await handle.ended).toMatchObject({ status: 'met', reason: null });
    expect((await answer).status).toBe('met');
    expect((await handle.ended)?.statistics.steps).toBeGreaterThan(0);
    expect(await session.operation(1e6).ended).toBeUndefined();
  });

  it('raises its priority, and gives it another parent', async () => {
    const session = createSession({ deterministic });
    const low = begin(session, { class: 'low' });
    const high = begin(session, { priority: 8 }, pi.add(long));
    const priority = (): number | undefined => low.handle.record?.priority;
    expect(priority()).toBe(2);
    low.handle.raise(4);
    expect(priority()).toBe(4);
    low.handle.raise(3);
    expect(priority()).toBe(4);
    low.handle.reparent(high.handle.id);
    expect(priority()).toBe(8);
    low.handle.reparent(undefined);
    expect(priority()).toBe(4);
    expect(() => low.handle.raise(11)).toThrow(CoordinatorError);
    expect(() => high.handle.reparent(high.handle.id)).toThrow(CoordinatorError);
    await Promise.all([low.answer, high.answer]);
  });
});

describe('the figures by class', () => {
  it('count what has ended: deadlines missed, time waited, steps per second of the time taken', async () => {
    let now = 0;
    const session = createSession({ clock: { nanoseconds: () => (now += 1e6) } });
    expect(session.stats().classes).toEqual({});
    await begin(session, { class: 'low' }).answer;
    await begin(session, { class: 'low', timeout: 5 }, exp(sin(sqrt(3)))).answer;
    pi.exp().refineSync({ digits: 100 }, { session });
    const { low, normal, structural } = session.stats().classes;
    expect(low).toMatchObject({ ended: 2, missedDeadlines: 1 });
    expect(low?.waiting).toBeGreaterThan(0);
    expect(low?.throughput).toBeGreaterThan(0);
    expect(normal).toMatchObject({ ended: 1, missedDeadlines: 0 });
    expect(structural).toBeUndefined();
  });
});
