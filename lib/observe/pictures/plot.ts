/**
 * Pictures of a trace. What draws them is loaded with the first picture, so who draws none pays for none.
 */
import { LimitError } from '../../exact/errors.js';
import type { Trace } from '../trace/trace.js';
import type { PlotOptions, ReportOptions } from './options.js';

const LEAST_WIDTH = 280;
const MOST_WIDTH = 4000;

/**
 * Draws an operation of a trace, once it has ended, as text of SVG that stands alone:
 *
 * - `digits`: the decimal digits proven over time, and those that the nodes which limit them would allow;
 * - `schedule`: what ran in which context and when, as a Gantt chart;
 * - `bits`: per node the bits that were computed and those that were needed;
 * - `graph`: the values, with the width that is wanted of each and the width that it has.
 *
 * It has a title and a description in words, follows the reader's light or dark, and loads nothing. A wide graph takes
 * more than the width.
 *
 * @example
 * ```ts
 * import { createSession, pi, sin, sqrt } from 'pincer';
 * import { plot, recordTrace } from 'pincer/observe';
 *
 * await using session = createSession();
 * const trace = recordTrace(session);
 * await sin(sqrt(2)).add(pi).refine({ digits: 1000 }, { session });
 * const svg = await plot(trace, { picture: 'digits' });
 * console.log(svg.slice(0, 4), svg.includes('Digits proven over time')); // => <svg true
 * ```
 * @throws LimitError for a width out of range, for a picture that does not exist, and where the trace has no such
 * operation.
 */
export async function plot(trace: Trace, options: PlotOptions = {}): Promise<string> {
  const { picture, operation, width = 640, theme = 'auto' } = options;
  if (!(width >= LEAST_WIDTH && width <= MOST_WIDTH))
    throw new LimitError(
      `plot: width must be from ${String(LEAST_WIDTH)} to ${String(MOST_WIDTH)}, got ${String(width)}`,
    );
  if (!['auto', 'light', 'dark'].includes(theme))
    throw new LimitError(`plot: theme must be auto, light or dark, got ${theme}`);
  const { drawn } = await import('./drawn.js');
  return drawn(trace, { picture, operation, width, theme });
}

/**
 * Writes one page of HTML that explains an operation of a trace to somebody who was not there: the answer, the pictures
 * of {@link plot} each beside its table, and how to read them. It is whole: without a script, under a policy by which a
 * browser loads nothing for it, and without a path or the name of a host.
 *
 * @example
 * ```ts
 * import { createSession, pi, sqrt } from 'pincer';
 * import { recordTrace, report } from 'pincer/observe';
 *
 * await using session = createSession();
 * const trace = recordTrace(session);
 * const result = await sqrt(2).add(pi).refine({ digits: 200 }, { session });
 * const page = await report(trace, { title: 'sqrt(2) + pi', result });
 * console.log(page.split('\n')[0], page.includes('<script')); // => <!doctype html> false
 * ```
 * @throws LimitError where the trace has no such operation that has ended.
 */
export async function report(trace: Trace, options: ReportOptions = {}): Promise<string> {
  const { operation, title, result } = options;
  const { reported } = await import('./drawn.js');
  return reported(trace, operation, { title, result });
}
