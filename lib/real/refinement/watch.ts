import type { Goal } from '../../coordinator/goals/goal.js';
import { equals } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { PincerError } from '../../exact/errors.js';
import { intersect } from '../../exact/enclosure/meet-join.js';
import { onAbort } from '../../session/abort.js';
import { goalWidth } from '../../coordinator/goals/goal-width.js';
import { Bounds } from './bounds.js';
import { prepare } from './prepared.js';
import type { Term } from '../values/term.js';
import type { RefineOptions } from './refine-options.js';

/** See {@link Real.watch}. */
export async function* watch(
  term: Term,
  goal: Goal,
  options: RefineOptions,
): AsyncGenerator<Bounds, void> {
  const prepared = prepare(term, goal, options, true);
  if ('result' in prepared) {
    const { result } = prepared;
    if (result.error !== null) throw result.error;
    yield result.bounds;
    return;
  }
  const { request, session, known, finish } = prepared;
  const withKnown = (bounds: Enclosure): Enclosure => (known && intersect(bounds, known)) ?? bounds;
  const stop = new AbortController();
  const abort = (): void => {
    stop.abort();
  };
  if (options.signal?.aborted === true) abort();
  const forget = options.signal === undefined ? undefined : onAbort(options.signal, abort);
  let wake: (() => void) | undefined;
  const run: { ended: boolean; error: PincerError | null } = { ended: false, error: null };
  // The bounds that were published since the reader last asked, the oldest first.
  const unread: Enclosure[] = [withKnown(session.coordinator.read(request.root))];
  let last = unread[0]!;
  const publish = (bounds: Enclosure): void => {
    if (!equals(last, bounds)) unread.push(bounds);
    last = bounds;
    wake?.();
  };
  const onBounds = (bounds: Enclosure): void => {
    publish(withKnown(bounds));
  };
  const running = session.run(request, { signal: stop.signal, onBounds }).then((outcome) => {
    const { bounds, error } = finish(outcome);
    run.error = error;
    publish(bounds.enclosure);
  });
  // A defect below ends the stream too. The last line throws it.
  const end = (): void => {
    run.ended = true;
    wake?.();
  };
  running.then(end, end);
  try {
    for (;;) {
      const bounds = unread.shift();
      if (bounds !== undefined) {
        yield new Bounds(bounds, { wanted: goalWidth(request.goal, bounds) });
        continue;
      }
      if (run.ended) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (unread.length > 0 || run.ended) resolve();
      });
    }
    if (run.error !== null) throw run.error;
  } finally {
    // The reader may leave early: nobody needs the rest then.
    forget?.();
    abort();
    await running;
  }
}
