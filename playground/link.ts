/**
 * What the page shows as the fragment of its address, for sharing, and back.
 *
 * Laws
 * 1. A fragment fills the page in. It starts nothing by itself.
 * 2. It has a version, at most 4,096 characters, and the fields of a closed list; each is checked by itself. What is
 *    not a field, or out of its range, is named and left out: the rest holds.
 * 3. The text of an expression is taken as it is, and read by the parser of the language alone.
 * 4. `readLink(writeLink(state))` is the state. A state that would not be read back whole has no link.
 */
import { PACES, POLICIES } from './question.js';
import type { Question } from './question.js';

export const MOST_DIGITS = 20_000;
export const MOST_WORKERS = 6;
export const LONGEST_LINK = 4096;
export const LONGEST_TEXT = 2000;

/** What a link can say. */
export interface Shared extends Question {
  readonly workers: number;
}

export interface ReadLink {
  readonly state: Partial<Shared>;
  /** What was left out and why, for people. */
  readonly complaints: readonly string[];
}

const VERSION = '1';

/** Each field of a link: its key, and how its text is read; undefined for a text out of its range. */
const FIELDS: Readonly<
  Record<string, readonly [name: keyof Shared, read: (text: string) => string | number | undefined]>
> = {
  e: ['text', (text) => (text.length <= LONGEST_TEXT && isPrintable(text) ? text : undefined)],
  d: ['digits', (text) => count(text, 1, MOST_DIGITS)],
  w: ['workers', (text) => count(text, 0, MOST_WORKERS)],
  p: ['pace', (text) => PACES.find((pace) => pace === text)],
  s: ['policy', (text) => POLICIES.find((policy) => policy === text)],
};

/** The fragment of a state; undefined where law 2 has no room for it (law 4). */
export function writeLink(state: Shared): string | undefined {
  const fields: string[] = [];
  for (const [key, [name, read]] of Object.entries(FIELDS)) {
    const text = String(state[name]);
    if (read(text) !== state[name]) return undefined;
    // It has no lone surrogate, which could not be encoded: it is printable.
    fields.push(`${key}=${encodeURIComponent(text)}`);
  }
  const link = `#v=${VERSION}&${fields.join('&')}`;
  return link.length <= LONGEST_LINK ? link : undefined;
}

export function readLink(fragment: string): ReadLink {
  if (fragment === '' || fragment === '#') return { state: {}, complaints: [] };
  const nothing = (why: string): ReadLink => ({ state: {}, complaints: [`The link is ${why}.`] });
  if (fragment.length > LONGEST_LINK)
    return nothing(`longer than ${String(LONGEST_LINK)} characters`);
  const pairs = fragment.slice(1).split('&').map(pairOf);
  const version = pairs.find(([key]) => key === 'v');
  if (version?.[1] !== VERSION) return nothing('of a version that this page does not know');
  const state: Partial<Record<keyof Shared, string | number>> = {};
  const complaints: string[] = [];
  for (const [key, text] of pairs) {
    if (key === 'v') continue;
    const field = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
    if (field === undefined) {
      complaints.push(`The link has a field that this page does not know: ${shown(key)}.`);
      continue;
    }
    const [name, read] = field;
    const value = text === undefined ? undefined : read(text);
    if (value === undefined) complaints.push(`The link's ${name} is out of range, and left out.`);
    else state[name] = value;
  }
  return { state: state as Partial<Shared>, complaints: complaints.slice(0, MOST_COMPLAINTS) };
}

const MOST_COMPLAINTS = 5;

/** A key and its text; undefined for a text that was cut off within an escape. */
function pairOf(part: string): readonly [string, string | undefined] {
  const at = part.indexOf('=');
  if (at < 0) return [part, undefined];
  try {
    return [part.slice(0, at), decodeURIComponent(part.slice(at + 1))];
  } catch {
    return [part.slice(0, at), undefined];
  }
}

function count(text: string, least: number, most: number): number | undefined {
  if (!/^\d{1,6}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}

/** Whether a text has no character that acts on what shows it, but for line ends and tabs. */
function isPrintable(text: string): boolean {
  return !/[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text);
}

function shown(key: string): string {
  return JSON.stringify(key.slice(0, 20));
}
