import type { OperationRequest, Outcome } from '../../coordinator/operations/request.js';
import type { Coordinator, Poll } from '../../coordinator/coordinator.js';
import { INLINE } from '../../coordinator/leases/port.js';
import { isInterrupted } from '../../coordinator/transitions/time-limit.js';
import type { InlineContext } from '../../execution/contexts/inline.js';
import type { Clock, StopsAt } from '../clock.js';

const NOTHING: readonly never[] = [];

/** What a session brings for its synchronous calls. */
export interface CallingSession {
  readonly coordinator: Coordinator;
  readonly clock: Clock;
  readonly stopAt: StopsAt;
}

/**
 * Runs one request to its end on the calling thread, step by step. Each turn runs a step or ends the
 * operation, and by the coordinator's laws every operation ends.
 *
 * @param pass - takes what polls say about other operations, about leases to stop and contexts to start.
 */
export function runSynchronously(
  { coordinator, clock, stopAt }: CallingSession,
  inline: InlineContext,
  request: OperationRequest,
  signal: AbortSignal | undefined,
  pass: (poll: Poll) => void,
): Outcome {
  const start = clock.nanoseconds();
  // What was called off before it began has no answer.
  const answer =
    signal?.aborted === true
      ? coordinator.admit(request, start, true)
      : coordinator.answer(request, {
          execute: (lease, until) => inline.executeNow(lease, stopAt(until)),
          now: () => clock.nanoseconds(),
        });
  if (typeof answer !== 'number') {
    if (coordinator.observed)
      pass(coordinator.poll(NOTHING, clock.nanoseconds(), answer.operation));
    return answer;
  }
  const operation = answer;
  if (request.timeout !== undefined)
    coordinator.admissionTook(operation, clock.nanoseconds() - start);
  for (;;) {
    if (signal?.aborted === true || isInterrupted(stopAt))
      coordinator.interrupt(operation, 'aborted', clock.nanoseconds());
    const poll = coordinator.poll([INLINE], clock.nanoseconds(), operation);
    const { run, stop, start, outcomes, events } = poll;
    const mine = outcomes.find((outcome) => outcome.operation === operation);
    const others = outcomes.filter((outcome) => outcome !== mine);
    pass({ run: NOTHING, stop, start, outcomes: others, events });
    if (mine !== undefined) return mine;
    const [first] = run;
    if (first === undefined) {
      // By the laws there is an outcome or a step; without either this loop would not end.
      coordinator.interrupt(operation, 'aborted', clock.nanoseconds());
      continue;
    }
    const { lease, until } = first;
    coordinator.settle(lease, inline.executeNow(lease, stopAt(until)), clock.nanoseconds());
  }
}
