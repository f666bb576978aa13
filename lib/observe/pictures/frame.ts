/** What pictures have in common: text that fits, titles, axes and legends. */
import { scaleLinear } from 'd3-scale';
import type { ScaleContinuousNumeric } from 'd3-scale';
import { element } from './markup.js';
import type { Markup } from './markup.js';
import { unitOf } from './run.js';

/** A picture before it is an element `svg`: its origin is its left upper corner. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What it shows, in words. */
  readonly description: string;
  readonly body: readonly Markup[];
}

export const FONT = 13;
const TITLE_FONT = 15;
/** How much wider bold text is. */
export const BOLD = 1.1;
export const MARGIN = 12;
/** From one line of text to the next. */
export const LEADING = 18;

/** Widths are estimated, as there is no page that could measure: on the safe side for system fonts. */
export function textWidth(text: string, size = FONT): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    width +=
      code >= 0x1100
        ? 1.05
        : /[A-Z@#%&mwMW—]/.test(character)
          ? 0.74
          : /[\s.,:;'|!()[\]il]/.test(character)
            ? 0.36
            : 0.58;
  }
  return width * size;
}

/** The text, or its beginning and an ellipsis. */
export function fitted(text: string, room: number, size = FONT): string {
  if (textWidth(text, size) <= room) return text;
  const characters = Array.from(text);
  while (characters.length > 1 && textWidth(`${characters.join('')}…`, size) > room)
    characters.pop();
  return `${characters.join('')}…`;
}

/** The words of a text in lines that fit. */
function wrapped(text: string, room: number, size = FONT): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, size) > room) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  lines.push(line);
  return lines.map((each) => fitted(each, room, size));
}

interface TextOptions {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly kind?: string;
}

export function label(
  text: string,
  x: number,
  y: number,
  { anchor, size = FONT, kind = 'p-ink' }: TextOptions = {},
): Markup {
  return element(
    'text',
    {
      x,
      y,
      class: kind,
      'font-size': size,
      'text-anchor': anchor === 'start' ? undefined : anchor,
    },
    text,
  );
}

/** A title and the lines below it. */
export function heading(
  title: string | undefined,
  subtitle: string,
  width: number,
): { readonly height: number; readonly markup: readonly Markup[] } {
  const room = width - 2 * MARGIN;
  const markup: Markup[] = [];
  let y = MARGIN;
  for (const line of title === undefined ? [] : wrapped(title, room, BOLD * TITLE_FONT)) {
    y += LEADING + 1;
    markup.push(label(line, MARGIN, y - 4, { size: TITLE_FONT, kind: 'p-ink p-bold' }));
  }
  for (const line of wrapped(subtitle, room)) {
    y += LEADING;
    markup.push(label(line, MARGIN, y - 4, { kind: 'p-muted' }));
  }
  return { height: y + 6, markup };
}

/** What stands beside a name in a legend. */
export interface Entry {
  readonly name: string;
  readonly swatch: 'fill' | 'line' | 'tick' | 'mark';
  /** The number of its colour; undefined for ink. */
  readonly colour?: number | undefined;
  readonly isBold?: boolean;
  /** Of a line. */
  readonly dash?: string | undefined;
}

const SWATCH = 22;

/** Rows of names with their colours, from `y` on. */
export function legend(
  entries: readonly Entry[],
  y: number,
  width: number,
): { readonly height: number; readonly markup: readonly Markup[] } {
  const markup: Markup[] = [];
  let x = MARGIN;
  let row = 0;
  for (const entry of entries) {
    const text = fitted(entry.name, width - 2 * MARGIN - SWATCH - 6);
    const wide = SWATCH + 6 + textWidth(text) + 14;
    if (x > MARGIN && x + wide - 14 > width - MARGIN) {
      x = MARGIN;
      row++;
    }
    const middle = y + row * LEADING + LEADING / 2;
    markup.push(swatch(entry, x, middle), label(text, x + SWATCH + 6, middle + 4.5));
    x += wide;
  }
  return { height: entries.length === 0 ? 0 : (row + 1) * LEADING, markup };
}

function swatch({ swatch: kind, colour, isBold, dash }: Entry, x: number, y: number): Markup {
  const fill = colour === undefined ? 'p-ink' : `p-fill-${String(colour)}`;
  switch (kind) {
    case 'fill':
      return element('rect', { x: x + 3, y: y - 6, width: 16, height: 12, rx: 2, class: fill });
    case 'line':
      return element('path', {
        d: `M${String(x)} ${String(y)}h${String(SWATCH)}`,
        class: `p-none ${colour === undefined ? 'p-strong' : `p-stroke-${String(colour)}`}`,
        'stroke-width': isBold === true ? 3 : 2,
        'stroke-dasharray': dash,
      });
    case 'tick':
      return tick(x + SWATCH / 2, y - 8, 16);
    case 'mark':
      return moment(x + SWATCH / 2, y + 4);
  }
}

/** Where something is wanted: a bar with a head. */
export function tick(x: number, y: number, height: number): Markup {
  return element('path', {
    d: `M${fixed(x)} ${fixed(y)}v${fixed(height)}m-4 ${fixed(-height - 1)}h8l-4 5z`,
    class: 'p-ink p-strong',
    'stroke-width': 1.5,
  });
}

/** When something happened: a triangle that stands on its tip. */
export function moment(x: number, y: number): Markup {
  return element('path', { d: `M${fixed(x)} ${fixed(y)}l-5 -9h10z`, class: 'p-ink' });
}

export type Scale = ScaleContinuousNumeric<number, number>;

/** The axis of time below a plot, and the lines up from it. */
export function timeAxis(
  duration: number,
  [left, right]: readonly [number, number],
  [top, bottom]: readonly [number, number],
): { readonly scale: (nanoseconds: number) => number; readonly markup: readonly Markup[] } {
  const { name, size } = unitOf(duration);
  const scale = scaleLinear([0, duration / size], [left, right]);
  const count = Math.max(2, Math.floor((right - left) / 80));
  return {
    scale: (nanoseconds) => scale(nanoseconds / size),
    markup: [
      ...bottomAxis(scale, scale.ticks(count), scale.tickFormat(count), [top, bottom]),
      label(`time in ${name}`, (left + right) / 2, bottom + 2 * LEADING + 2, {
        ...{ anchor: 'middle', kind: 'p-muted' },
      }),
    ],
  };
}

/** Numbers below a plot and lines up from them. */
export function bottomAxis(
  scale: Scale,
  ticks: readonly number[],
  format: (value: number) => string,
  [top, bottom]: readonly [number, number],
): Markup[] {
  const [left = 0, right = 0] = scale.range();
  return [
    ...ticks.map((value) => ruled(scale(value), top, scale(value), bottom)),
    element('path', {
      d: `M${fixed(left)} ${fixed(bottom)}H${fixed(right)}`,
      ...{ class: 'p-edge', 'stroke-width': 1 },
    }),
    ...ticks.map((value) =>
      label(format(value), scale(value), bottom + LEADING, { anchor: 'middle' }),
    ),
  ];
}

/** A thin line. */
export function ruled(x: number, y: number, toX: number, toY: number): Markup {
  return element('path', {
    d: `M${fixed(x)} ${fixed(y)}L${fixed(toX)} ${fixed(toY)}`,
    ...{ class: 'p-line', 'stroke-width': 1 },
  });
}

export function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}
