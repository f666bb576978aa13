/** What is loaded with the first picture. */
import { LimitError } from '../../exact/errors.js';
import type { Trace } from '../trace/trace.js';
import { reportPage } from './report-page.js';
import type { ReportTexts } from './report-page.js';
import { runOf } from './run.js';
export { resultTable } from './shown-result.js';
import { PICTURES, stacked, svgOf } from './sheet.js';
import type { PictureName, PictureTheme } from './options.js';

interface Drawing {
  readonly picture: PictureName | readonly PictureName[] | undefined;
  readonly operation: number | undefined;
  readonly width: number;
  readonly theme: PictureTheme;
}

/** See {@link plot}. */
export function drawn(trace: Trace, { picture, operation, width, theme }: Drawing): string {
  const names = picture === undefined ? (Object.keys(PICTURES) as PictureName[]) : [picture].flat();
  const unknown = names.find((name) => !Object.hasOwn(PICTURES, name));
  if (unknown !== undefined || names.length === 0)
    throw new LimitError(
      `plot: picture must be ${Object.keys(PICTURES).join(', ')}, got ${unknown ?? 'none'}`,
    );
  const run = runOf(trace, 'plot', operation);
  const pictures = names.map((name) => PICTURES[name](run, width));
  return `${String(svgOf(stacked(pictures, `How ${run.root.node} was computed`), theme))}\n`;
}

/** See {@link report}. */
export function reported(trace: Trace, operation: number | undefined, texts: ReportTexts): string {
  return reportPage(runOf(trace, 'report', operation), texts);
}
