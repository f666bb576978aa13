import { blank } from '../errors.js';

/** The longest excerpt, in characters. */
const LONGEST = 24;

/** A stretch of a text as a complaint quotes it: one line, not long, and nothing that acts on what shows it. */
export function clipped(text: string): string {
  const line = blank(text).replace(/\s+/gu, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

/** The message for a stretch that can be read in two ways. */
export function twoReadings(stretch: string, first: string, second: string): string {
  return `${stretch} has two readings, ${first} and ${second}; write the one that is meant`;
}
