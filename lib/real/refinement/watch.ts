import type { Goal } from '../../coordinator/goals/goal.js';
import { equals } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { intersect } from '../../exact/enclosure/meet-join.js';
import { onAbort } from '../../session/abort.js';
import { goalWidth } from '../../coordinator/goals/goal-width.js';
import { Bounds } from './bounds.js';
import { doubleTierOf, prepare } from './prepared.js';
import type { Term } from '../values/term.js';
import type { RefineOptions } from './refine-options.js';
import type { Result } from './result.js';

/** A reader sees each doubling. */
const GROWTH = 2;

/** See {@link Real.watch}. */
export async function* watch<const G extends Goal>(
  term: Term,
  goal: G,
  options: RefineOptions,
): AsyncGenerator<Bounds, Result<G>, void> {
  // Nothing may come between what prepares a request and what issues it.
  const { onAdmitted, onProgress: report } = options;
  const onProgress = report && (await import('./progress.js')).progressListener(report);
  const prepared = prepare(term, goal, options, GROWTH);
  if ('result' in prepared) {
    const { result } = prepared;
    if (result.error !== null) throw result.error;
    yield result.bounds;
    return result;
  }
  const { request, session, finish } = prepared;
  const known = doubleTierOf(term);
  const withKnown = (bounds: Enclosure): Enclosure => (known && intersect(bounds, known)) ?? bounds;
  const stop = new AbortController();
  const abort = (): void => {
    stop.abort();
  };
  if (options.signal?.aborted === true) abort();
  const forget = options.signal === undefined ? undefined : onAbort(options.signal, abort);
  let wake: (() => void) | undefined;
  const reader = { ended: false };
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
  const run = session.run(request, { signal: stop.signal, onBounds, onProgress, onAdmitted });
  const running = run.then((outcome) => {
    const result = finish(outcome);
    publish(result.bounds.enclosure);
    return result;
  });
  // A defect below ends the stream too: awaiting the run throws it.
  const end = (): void => {
    reader.ended = true;
    wake?.();
  };
  running.then(end, end);
  try {
    for (;;) {
      const bounds = unread.shift();
      if (bounds !== undefined) {
        yield new Bounds(bounds, { wanted: () => goalWidth(request.goal, bounds) });
        continue;
      }
      if (reader.ended) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (unread.length > 0 || reader.ended) resolve();
      });
    }
    const result = await running;
    if (result.error !== null) throw result.error;
    return result;
  } finally {
    // The reader may leave early: nobody needs the rest then.
    forget?.();
    abort();
    await running;
  }
}
