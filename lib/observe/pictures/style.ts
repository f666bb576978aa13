/**
 * The colours of pictures, light and dark, as one style sheet of classes: viewers that know no variables show them too.
 *
 * The colours of a theme differ from one another and from grey for every kind of colour vision, and stand out from the
 * background, as the spec measures. No picture tells anything by colour alone.
 */
import { constantStyle } from './markup.js';
import type { Markup } from './markup.js';
import type { PictureTheme } from './options.js';

interface Colours {
  readonly background: string;
  readonly card: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  /** Of what is told apart; the last one is of all others. */
  readonly series: readonly string[];
  /** Of text on each of these. */
  readonly on: readonly string[];
}

export const THEMES: Readonly<Record<'light' | 'dark', Colours>> = {
  light: {
    background: '#ffffff',
    card: '#f4f6f8',
    ink: '#1b2128',
    muted: '#566170',
    line: '#d5dbe1',
    series: ['#254dd6', '#ff4715', '#009d4a', '#aa187f', '#800015', '#8a929c'],
    on: ['#ffffff', '#000000', '#000000', '#ffffff', '#ffffff', '#000000'],
  },
  dark: {
    background: '#14181d',
    card: '#1f262e',
    ink: '#e8edf2',
    muted: '#a3aebb',
    line: '#38424d',
    series: ['#65acf1', '#f38b10', '#257e3b', '#fcb7ae', '#d6f22e', '#7d8791'],
    on: ['#000000', '#000000', '#ffffff', '#000000', '#000000', '#000000'],
  },
};

/** So many things have colours of their own; the next colour is of all others. */
export const OWN_COLOURS = 5;

/** The dashes of lines, by which they differ as well. */
export const DASHES: readonly string[] = ['7 3', '2 3', '10 3 2 3', '4 2'];

function rulesOf(scope: string, colours: Colours): string {
  const { background, card, ink, muted, line, series, on } = colours;
  const rules: [string, string][] = [
    ['background', `fill:${background}`],
    ['card', `fill:${card}`],
    ['ink', `fill:${ink}`],
    ['muted', `fill:${muted}`],
    ['line', `stroke:${line}`],
    ['edge', `stroke:${muted}`],
    ['strong', `stroke:${ink}`],
    ...series.flatMap((colour, i): [string, string][] => [
      [`fill-${String(i)}`, `fill:${colour}`],
      [`stroke-${String(i)}`, `stroke:${colour}`],
      [`on-${String(i)}`, `fill:${on[i]!}`],
    ]),
  ];
  return rules.map(([name, rule]) => `${scope} .p-${name}{${rule}}`).join('');
}

const SHARED =
  '.pincer-picture{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;max-width:100%;height:auto}' +
  '.pincer-picture .p-none{fill:none}.pincer-picture .p-bold{font-weight:600}';

/** The style sheet of pictures of a theme: a constant text without a character that needs escaping. */
export function pictureStyle(theme: PictureTheme): Markup {
  const scope = `.pincer-${theme}`;
  return constantStyle(
    theme === 'auto'
      ? SHARED +
          rulesOf(scope, THEMES.light) +
          `@media (prefers-color-scheme:dark){${rulesOf(scope, THEMES.dark)}}`
      : SHARED + rulesOf(scope, THEMES[theme]),
  );
}
