/** What observers are called with. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createSession, exp, pi, refineAll, sin, sqrt } from 'pincer';
import type { EventFilter, SchedulerEvent } from 'pincer/execution';
import { EventLog } from '#lib/coordinator/event-log.js';
import { classOf } from '#lib/coordinator/operations/request.js';
import { runs } from '#spec/support/effort.js';

/** Whether an event passes, written down a second time. */
function fits(event: SchedulerEvent, filter: EventFilter): boolean {
  const facts: Partial<Record<string, unknown>> = { ...event };
  const { kinds, priority, ...equal } = filter;
  if (kinds !== undefined && !kinds.includes(event.type)) return false;
  if (typeof priority === 'number' && facts['priority'] !== priority) return false;
  if (typeof priority === 'string') {
    if (typeof facts['priority'] !== 'number') return false;
    if (classOf(facts['priority']) !== priority) return false;
  }
  return Object.entries(equal).every(([name, value]) => {
    if (value === undefined) return true;
    const fact = facts[name];
    return name === 'refiner' && typeof fact === 'string' && !String(value).includes('@')
      ? fact.slice(0, fact.indexOf('@')) === value
      : fact === value;
  });
}

const optional = <T>(...values: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.option(fc.constantFrom(...values), { nil: undefined });

const filters: fc.Arbitrary<EventFilter> = fc.record({
  kinds: fc.option(
    fc.subarray(['lease-issued', 'lease-ended', 'operation-settled', 'root-narrowed'] as const),
    { nil: undefined },
  ),
  refiner: optional('sin', 'sin@1', 'exp', 'si', 'nowhere'),
  context: optional('inline', 'thread 1', 'thread 7'),
  node: optional(1, 2, 3),
  operation: optional(1, 2),
  priority: optional<NonNullable<EventFilter['priority']>>('low', 'structural', 5, 2, 10),
});

describe('an observer', () => {
  it('is called with the events that pass its filter, and with no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(filters, { minLength: 1, maxLength: 4 }), async (several) => {
        await using session = createSession();
        const all: SchedulerEvent[] = [];
        const seen = several.map((filter) => {
          const events: SchedulerEvent[] = [];
          session.observe((event) => events.push(event), filter);
          return events;
        });
        session.observe((event) => all.push(event));
        await Promise.all([
          sin(exp(sqrt(2))).refine({ digits: 60 }, { session, class: 'structural' }),
          sin(pi.divide(7)).refine({ digits: 60 }, { session, class: 'low' }),
        ]);
        several.forEach((filter, i) => {
          expect(seen[i]).toEqual(all.filter((event) => fits(event, filter)));
        });
      }),
      { numRuns: runs(40) },
    );
  });

  it('is told which refiner a lease is of, in which context it runs, and how urgent it is', async () => {
    await using session = createSession({ workers: 2, placements: { exp: 'thread' } });
    const issued: Extract<SchedulerEvent, { type: 'lease-issued' }>[] = [];
    const ended = new Map<number, Extract<SchedulerEvent, { type: 'lease-ended' }>>();
    session.observe((event) => {
      if (event.type === 'lease-issued') issued.push(event);
      if (event.type === 'lease-ended') ended.set(event.lease, event);
    });
    const values = [2, 3, 5].map((n) => exp(sqrt(n)));
    await refineAll(values, { digits: 300 }, { session, class: 'low' });
    const names = new Set(session.contexts.map(({ name }) => name));
    for (const event of issued) {
      expect([event.class, event.priority]).toEqual(['low', 2]);
      if (event.refiner === 'exp@1') expect(names).toContain(event.context);
      else expect(event.refiner).toBe('nthRoot@1');
      // The end of a lease names the same.
      const { refiner, context, operation } = event;
      expect(ended.get(event.lease)).toMatchObject({ refiner, context, operation, priority: 2 });
    }
    expect(issued.some(({ refiner }) => refiner === 'exp@1')).toBe(true);
  });

  it('has no events made that nobody waits for', async () => {
    await using session = createSession();
    const { coordinator } = session;
    const end = session.observe(() => undefined, { context: 'thread 1' });
    expect(coordinator.observed).toBe(true);
    end();
    expect(coordinator.observed).toBe(false);
    // Events of this type name no context.
    session.observe(() => undefined, { kinds: ['conflict-found'], context: 'inline' });
    expect(coordinator.observed).toBe(false);
    const log = new EventLog();
    log.types = new Set(['lease-ended']);
    expect([log.wants('lease-ended'), log.wants('lease-issued')]).toEqual([true, false]);
    log.emit({ type: 'bounds-widened', nanoseconds: 0, node: 0 });
    expect(log.take()).toEqual([]);
  });

  it('refuses a filter that is none', () => {
    const session = createSession();
    const observe = (filter: object) => () => session.observe(() => undefined, filter);
    expect(observe({ kind: ['lease-issued'] })).toThrow('observe: there is no option "kind"');
    expect(observe({ kinds: ['lease-cut'] })).toThrow(
      'observe: kinds holds types of events, got lease-cut',
    );
  });
});
