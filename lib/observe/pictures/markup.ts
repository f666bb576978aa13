/**
 * Markup that is text of SVG and of HTML alike.
 *
 * Laws
 * 1. A string becomes text of an element or the value of an attribute, and nothing else: what is not made by
 *    {@link element} is escaped. Its hidden characters are written out.
 * 2. Names of elements and of attributes are constants of this folder.
 * 3. No element that runs, loads or leads anywhere is made: no script, image, link, style attribute or handler.
 */
import { visible } from '../visible.js';

/** A piece of markup; only {@link element}, {@link joined} and {@link constantStyle} make one. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type Content = Markup | string | readonly Content[];

/** The elements that pictures and reports consist of. */
type Name =
  | 'article'
  | 'body'
  | 'dd'
  | 'desc'
  | 'details'
  | 'div'
  | 'dl'
  | 'dt'
  | 'figure'
  | 'footer'
  | 'g'
  | 'h1'
  | 'h2'
  | 'head'
  | 'html'
  | 'main'
  | 'meta'
  | 'p'
  | 'path'
  | 'pre'
  | 'rect'
  | 'section'
  | 'style'
  | 'summary'
  | 'svg'
  | 'table'
  | 'tbody'
  | 'td'
  | 'text'
  | 'th'
  | 'thead'
  | 'title'
  | 'tr'
  | 'tspan';

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element. A number among its attributes is written with two decimals, an undefined one not at all. */
export function element(name: Name, attributes: Attributes, ...content: Content[]): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${attributeValue(value!)}"`)
    .join('');
  return new Markup(
    content.length === 0
      ? `<${name}${written}/>`
      : `<${name}${written}>${String(joined(content))}</${name}>`,
  );
}

/** Pieces one after the other. */
export function joined(content: Content): Markup {
  if (content instanceof Markup) return content;
  if (typeof content === 'string') return new Markup(escapedText(content));
  return new Markup(content.map((each) => String(joined(each))).join(''));
}

/** Text as it stands between tags. */
export function escapedText(text: string): string {
  return visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Text as it stands between double quotes. */
export function escapedAttribute(text: string): string {
  return escapedText(text).replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

function attributeValue(value: string | number): string {
  return typeof value === 'number' ? number(value) : escapedAttribute(value);
}

/** A coordinate. */
function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A style sheet that is a constant of this folder. */
export function constantStyle(text: string): Markup {
  return new Markup(text);
}
