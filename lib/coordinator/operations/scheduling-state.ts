import type { Nanoseconds } from '../time.js';
import type { SchedulingState } from './operation.js';

/** @param due - by when the operation is to begin. */
export function newSchedulingState(priority: number, due: Nanoseconds): SchedulingState {
  return {
    priority,
    due,
    deadline: undefined,
    spent: 0,
    started: false,
    startedAt: Infinity,
    lastPrediction: 0,
    paused: false,
    virtualTime: -1,
    heapIndex: -1,
    dated: undefined,
    pressed: false,
    newcomer: undefined,
    listed: false,
  };
}

/** Whether the operation has a step ready. */
export function isReady({ heapIndex }: SchedulingState): boolean {
  return heapIndex >= 0;
}
