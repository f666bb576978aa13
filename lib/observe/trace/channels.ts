import type { SchedulerEvent } from '../../coordinator/events.js';
import type { ObservedSession } from './observed-session.js';

/** The part of `node:diagnostics_channel` that {@link publishEvents} uses. */
export interface EventChannels {
  /** The channel of a name. */
  channel(name: string): EventChannel;
}

/** A channel of `node:diagnostics_channel`. */
export interface EventChannel {
  readonly hasSubscribers: boolean;
  /** Gives a message to the subscribers. */
  publish(message: unknown): void;
}

/**
 * Publishes the events of a session on channels, one per type of events: `pincer:lease-issued`, `pincer:lease-ended`
 * and so on, as {@link SchedulerEvent} lists them. A message is the event. Without a subscriber none is published.
 *
 * @example
 * ```ts
 * import diagnostics from 'node:diagnostics_channel';
 * import { createSession, sqrt } from 'pincer';
 * import { publishEvents } from 'pincer/observe';
 *
 * await using session = createSession();
 * publishEvents(session, diagnostics);
 * diagnostics.subscribe('pincer:operation-settled', (event) => {
 *   console.log((event as { status: string }).status); // => met
 * });
 * await sqrt(2).refine({ digits: 100 }, { session });
 * ```
 * @param channels - the module `node:diagnostics_channel`, or what has channels in another place.
 * @returns a function that ends it.
 */
export function publishEvents(session: ObservedSession, channels: EventChannels): () => void {
  const byType = new Map<SchedulerEvent['type'], EventChannel>();
  return session.observe((event) => {
    let channel = byType.get(event.type);
    if (channel === undefined) {
      channel = channels.channel(`pincer:${event.type}`);
      byType.set(event.type, channel);
    }
    if (channel.hasSubscribers) channel.publish(event);
  });
}
