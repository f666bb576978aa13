/** Pictures as elements `svg`. */
import { bitsPicture } from './bits-picture.js';
import { digitsPicture } from './digits-picture.js';
import { graphPicture } from './graph-picture.js';
import { element } from './markup.js';
import type { Markup } from './markup.js';
import { fixed } from './frame.js';
import type { Picture } from './frame.js';
import type { PictureName, PictureTheme } from './options.js';
import type { Run } from './run.js';
import { schedulePicture } from './schedule-picture.js';
import { pictureStyle } from './style.js';

export const PICTURES: Readonly<
  Record<PictureName, (run: Run, width: number, hasTitle?: boolean) => Picture>
> = {
  digits: digitsPicture,
  schedule: schedulePicture,
  bits: bitsPicture,
  graph: graphPicture,
};

/** Pictures below one another, as one. */
export function stacked(pictures: readonly Picture[], title: string): Picture {
  const [only] = pictures;
  if (only !== undefined && pictures.length === 1) return only;
  const width = Math.max(...pictures.map((each) => each.width));
  let height = 0;
  const body = pictures.map((each) => {
    const y = height;
    height += each.height;
    const x = (width - each.width) / 2;
    return element('g', { transform: `translate(${fixed(x)} ${fixed(y)})` }, ...each.body);
  });
  const description = pictures.map((each) => `${each.title}: ${each.description}`).join(' ');
  return { width, height, title, description, body };
}

/** @param hasStyle - whether it brings its style sheet; a page of several pictures has one for all. */
export function svgOf(picture: Picture, theme: PictureTheme, hasStyle = true): Markup {
  const { width, height, title, description, body } = picture;
  const high = Math.ceil(height);
  const wide = Math.ceil(width);
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${String(wide)} ${String(high)}`,
      ...{ width: wide, height: high, role: 'img', class: `pincer-picture pincer-${theme}` },
    },
    element('title', {}, title),
    element('desc', {}, description),
    ...(hasStyle ? [element('style', {}, pictureStyle(theme))] : []),
    element('rect', { width: wide, height: high, class: 'p-background' }),
    ...body,
  );
}
