/** What the library asks of its platform in the engine and in a lane: the page starts their threads itself. */
import type { Platform } from '#lib/execution/platform/platform.js';
import { now } from '#lib/execution/platform/event-loop.browser.js';

export const platform: Pick<Platform, 'now' | 'startClock'> = {
  now,
  startClock: () => {
    const start = now();
    return () => Math.floor((now() - start) * 1e6);
  },
};
