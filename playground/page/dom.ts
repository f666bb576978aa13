/**
 * Elements of the page.
 *
 * Law: text enters the page through `textContent` alone, and never as markup, an address or a style.
 */

/** The element of an id that index.html has. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows its own page
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no #${id}`);
  return element as T;
}

export function html<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text = '',
  className = '',
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (text !== '') element.textContent = text;
  if (className !== '') element.className = className;
  return element;
}

/** An element of a picture, with numbers and fixed words as its attributes. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>> = {},
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  setAll(element, attributes);
  return element;
}

export function setAll(
  element: Element,
  attributes: Readonly<Record<string, string | number>>,
): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

/** Writes a text where it differs: what does not change costs no layout, and is not read out again. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const WITH_COMMAS = new Intl.NumberFormat('en');

/** A whole number in groups of three. */
export function grouped(count: number): string {
  return WITH_COMMAS.format(count);
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

export function milliseconds(time: number): string {
  if (time < 10) return `${time.toFixed(1)} ms`;
  return time < 10_000 ? `${grouped(Math.round(time))} ms` : `${(time / 1000).toFixed(1)} s`;
}
