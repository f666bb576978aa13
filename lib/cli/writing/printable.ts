/**
 * Texts that come from outside, as a terminal may be given them: characters that move its cursor, give it commands or
 * turn the direction of a line are written as escapes.
 */

/** C0 but for the line feed, DEL, C1, the marks of bidirectional text, and the separators of lines and paragraphs. */
const HIDDEN = /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** The text with `\u001b` for an escape character and so on; line feeds stay. */
export function printable(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return `\\u${code.padStart(4, '0')}`;
  });
}

/** JSON on one line: the characters that JSON leaves alone are escaped too, by its own escapes. */
export function jsonLine(value: unknown): string {
  return printable(JSON.stringify(value));
}
