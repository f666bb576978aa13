import type { SchedulerEvent } from '../../coordinator/events.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type { Graph } from '../../graph/graph.js';

/** What a trace needs of a session. */
export interface ObservedSession {
  /** Calls the listener with each event; what it returns ends that. */
  observe(listener: (event: SchedulerEvent) => void): () => void;
  /** Where its times come from. */
  readonly clock: {
    /** The time now. */
    nanoseconds(): Nanoseconds;
  };
  /** @internal */
  readonly graph: Graph;
  /** Whether its clock shows real time, and not that of the deterministic mode. @internal */
  readonly hasRealTime: boolean;
}
