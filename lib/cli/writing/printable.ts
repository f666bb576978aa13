/**
 * Texts that come from outside, as a terminal may be given them: characters that move its cursor, give it commands or
 * turn the direction of a line are written as escapes.
 */
import { visible } from '../../observe/visible.js';

/** The text with `\u001b` for an escape character and so on; line feeds stay. */
export const printable = visible;

/** JSON on one line: the characters that JSON leaves alone are escaped too, by its own escapes. */
export function jsonLine(value: unknown): string {
  return printable(JSON.stringify(value));
}
