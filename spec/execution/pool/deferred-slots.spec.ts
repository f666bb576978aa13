/** The slots of a session before their modules are loaded, and where they cannot be. */
import { describe, expect, it } from '@jest/globals';
import { DeferredSlots } from '#lib/execution/pool/deferred-slots.js';
import { WorkerGroups } from '#lib/execution/pool/worker-groups.js';
import type { WorkerGroup } from '#lib/execution/pool/worker-groups.js';
import { Graph } from '#lib/graph/graph.js';

const groups = new WorkerGroups({ counts: { thread: 3, isolate: 0, process: 2 }, sources: 5 });
const threads = groups.groupOf('thread') as WorkerGroup;
const processes = groups.groupOf('process') as WorkerGroup;

/** Slots with what they have reported. */
function deferred(
  ...load: ConstructorParameters<typeof DeferredSlots> extends [unknown, ...infer Rest]
    ? Rest
    : never
) {
  const reports: string[] = [];
  const slots = new DeferredSlots(
    {
      graph: new Graph(),
      now: () => 0,
      hedgeDelay: () => Infinity,
      stepLimit: Infinity,
      isShort: () => false,
      onSettled: () => {},
      onLost: () => {},
      onClosed: (group, reason) => reports.push(`${group} is closed: ${reason}`),
      counts: { thread: 3, isolate: 0, process: 2 },
      limit: undefined,
      ask: () => Promise.reject(new Error('unasked')),
      minimum: 0,
      idleMilliseconds: undefined,
      stopGraceMilliseconds: undefined,
      worker: undefined,
      beforeStart: undefined,
      afterEnd: undefined,
      wake: () => reports.push('woken'),
    },
    ...load,
  );
  return { slots, reports };
}

describe('deferred slots', () => {
  it('open a group at once, and wake their driver when it has slots', async () => {
    const { slots, reports } = deferred();
    slots.add(threads);
    expect([slots.has('thread'), slots.isOpen('thread'), slots.countIn('thread')]).toEqual([
      true,
      true,
      3,
    ]);
    expect([slots.free(), slots.contexts, slots.started, slots.nextChange]).toEqual([
      [],
      [],
      [],
      Infinity,
    ]);
    expect(reports).toEqual([]);
    await slots.loaded();
    expect(reports).toEqual(['woken']);
    expect(slots.free()).toHaveLength(3);
    slots.add(processes);
    expect(slots.free()).toHaveLength(5);
    await slots.close();
  });

  it('close every group where their modules cannot be loaded, now and later', async () => {
    const { slots, reports } = deferred(() => Promise.reject(new Error('no network')));
    slots.add(threads);
    expect(slots.isOpen('thread')).toBe(true);
    await slots.loaded();
    expect(slots.isOpen('thread')).toBe(false);
    expect(reports).toEqual(['thread is closed: Error: no network', 'woken']);
    slots.add(processes);
    expect([slots.has('process'), slots.isOpen('process')]).toEqual([true, false]);
    expect(reports[2]).toBe('process is closed: its modules could not be loaded');
    await slots.prewarm('thread');
    await slots.close();
  });

  it('load nothing for a group that was not added', async () => {
    const { slots, reports } = deferred(() => Promise.reject(new Error('loaded')));
    expect([slots.has('thread'), slots.isOpen('thread'), slots.countIn('thread')]).toEqual([
      false,
      false,
      0,
    ]);
    await slots.prewarm('thread');
    await slots.close();
    expect(reports).toEqual([]);
  });

  it('wait for their modules when they are closed, and wake nobody then', async () => {
    const { slots, reports } = deferred();
    slots.add(threads);
    await slots.close();
    expect(slots.started).toHaveLength(1);
    expect(reports).toEqual([]);
  });
});
