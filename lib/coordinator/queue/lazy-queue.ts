import TinyQueue from 'tinyqueue';
import type { QueueEntry } from '../operations/operation.js';

/** Operations by key, the smallest first. An entry that is out of date is dropped when it comes to the top. */
export type LazyQueue = TinyQueue<QueueEntry>;

export const newLazyQueue = (): LazyQueue =>
  new TinyQueue<QueueEntry>([], (a, b) => a.key - b.key || a.operation.id - b.operation.id);
