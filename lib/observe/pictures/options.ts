import type { ShownResult } from './shown-result.js';

/** What a picture shows. */
export type PictureName = 'digits' | 'schedule' | 'bits' | 'graph';

/** Who decides between light and dark: `auto` is whoever looks at the picture. */
export type PictureTheme = 'auto' | 'light' | 'dark';

/** Options of `report`. */
export interface ReportOptions {
  /** The number of an operation among the 32 longest of the trace; by default the longest one. */
  readonly operation?: number | undefined;
  /** What was computed, as its readers know it; by default the name of the root. */
  readonly title?: string | undefined;
  /** The answer, which a trace does not hold. */
  readonly result?: ShownResult | undefined;
}

/** Options of `plot`. */
export interface PlotOptions {
  /** One, or several below one another; by default all four. */
  readonly picture?: PictureName | readonly PictureName[] | undefined;
  /** The number of an operation among the 32 longest of the trace; by default the longest one. */
  readonly operation?: number | undefined;
  /** Units of the picture, as wide as a pixel where it is shown in its own size: from 280 to 4000, 640 by default. */
  readonly width?: number | undefined;
  /** By default the one that its reader prefers. */
  readonly theme?: PictureTheme | undefined;
}
