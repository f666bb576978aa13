import { describe, expect, it } from '@jest/globals';
import type { Slot } from '#lib/coordinator/leases/port.js';
import { areCold, chooseSlot } from '#lib/execution/plan/slot-choice.js';

const inline: Slot = { id: 0, kind: 'inline' };
const cold: Slot = { id: 1, kind: 'thread', group: 'thread', cold: true };
const warm: Slot = { id: 2, kind: 'thread', group: 'thread' };
const other: Slot = { id: 3, kind: 'thread', group: 'thread' };
const behind: Slot = { id: 4, kind: 'thread', group: 'thread', behind: true };
const fresh: Slot = { id: 5, kind: 'thread', group: 'fresh thread' };

describe('the slot of a step', () => {
  it('is the one where it ran before, if that is free', () => {
    expect(chooseSlot([inline, cold, warm, other], 'thread', 3, true)).toBe(3);
    expect(chooseSlot([inline, warm, cold], 'thread', 1, true)).toBe(2);
  });

  it('is rather one that has started than one that has not', () => {
    expect(chooseSlot([inline, cold, other], 'thread', undefined, true)).toBe(2);
    expect(chooseSlot([inline, cold], 'thread', 9, true)).toBe(1);
  });

  it('is behind another lease only for a short step, and only where nothing is idle', () => {
    expect(chooseSlot([inline, behind], 'thread', undefined, true)).toBe(1);
    expect(chooseSlot([inline, behind], 'thread', undefined, false)).toBeUndefined();
    expect(chooseSlot([behind, cold], 'thread', 4, true)).toBe(1);
  });

  it('is one of its group', () => {
    expect(chooseSlot([inline, warm, fresh], 'fresh thread', undefined, true)).toBe(2);
    expect(chooseSlot([inline, warm], 'process', undefined, true)).toBeUndefined();
    expect(chooseSlot([inline, warm], 'inline', undefined, true)).toBe(0);
  });

  it('is cold where no free slot of its group has started', () => {
    expect(areCold([inline, cold], 'thread')).toBe(true);
    expect(areCold([inline, cold, warm], 'thread')).toBe(false);
    expect(areCold([inline], 'thread')).toBeUndefined();
  });
});
