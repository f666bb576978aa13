/** How notebooks show results and traces. */
import { PincerError } from '../../exact/errors.js';
import { Trace } from '../trace/trace.js';
import { plot } from './plot.js';
import type { PlotOptions } from './options.js';
import type { ShownResult } from './shown-result.js';

/** What a notebook shows of a value, by media types. */
export interface MediaBundle {
  readonly 'text/plain': string;
  readonly 'text/html': string;
  readonly 'image/svg+xml'?: string;
}

/** The method by which a notebook of Deno asks a value how to show it. */
const DISPLAY: unique symbol = Symbol.for('Jupyter.display') as never;

/** What a notebook of Deno shows as the value of a cell; see {@link displayed}. */
export interface Displayed {
  /** What is shown, by media types. */
  media(): Promise<MediaBundle>;
}

/**
 * Wraps a result, or a trace, so that a notebook of Deno shows it as the value of a cell: a result as a table of its
 * digits, bounds and status, a trace as its pictures. Digits beyond the first 1,000 are counted.
 *
 * @example
 * ```ts
 * import { sqrt } from 'pincer';
 * import { displayed } from 'pincer/observe';
 *
 * const shown = displayed(sqrt(2).refineSync({ digits: 20 }));
 * const bundle = await shown.media();
 * console.log(bundle['text/plain']); // => met: 1.4142135623730950488, correct
 * ```
 * @param options - how a trace is drawn.
 */
export function displayed(value: Trace | ShownResult, options: PlotOptions = {}): Displayed {
  const media =
    value instanceof Trace
      ? () => traceMedia(value, options)
      : async (): Promise<MediaBundle> => {
          const { resultTable } = await import('./drawn.js');
          return { 'text/plain': String(value), 'text/html': resultTable(value) };
        };
  return { media, [DISPLAY]: media } as Displayed;
}

async function traceMedia(trace: Trace, options: PlotOptions): Promise<MediaBundle> {
  const svg = await plot(trace, options);
  const { size, dropped } = trace;
  const left = dropped === 0 ? '' : `, ${String(dropped)} left out`;
  return {
    'text/plain': `Trace(${String(size)} events${left})`,
    'text/html': svg,
    'image/svg+xml': svg,
  };
}

/** An element of a page: an `SVGSVGElement`. */
export interface PictureElement {
  readonly outerHTML: string;
}

/** What a page has, and Node has not. */
interface Page {
  readonly DOMParser?: new () => {
    parseFromString(text: string, type: string): { readonly documentElement: PictureElement };
  };
  readonly document?: { importNode(element: PictureElement, isDeep: true): PictureElement };
}

/**
 * {@link plot} as an element of the page, for notebooks of Observable and for pages of your own.
 *
 * @throws PincerError outside of a page; else what {@link plot} throws.
 */
export async function pictureElement(
  trace: Trace,
  options: PlotOptions = {},
): Promise<PictureElement> {
  const { DOMParser, document } = globalThis as Page;
  if (DOMParser === undefined || document === undefined)
    throw new PincerError('pictureElement: there is no page here; plot gives the picture as text');
  const svg = await plot(trace, options);
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  return document.importNode(parsed.documentElement, true);
}
