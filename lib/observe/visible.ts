/** Texts that come from outside, with what would hide in them written out. */

/**
 * C0 but for the line feed, DEL, C1, the marks of bidirectional text, the separators of lines and paragraphs, and what
 * is no character: halves of surrogate pairs and the two codes that XML forbids.
 */
const HIDDEN = /(?!\n)[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\ufffe\uffff]/gu;

/** The text with `\u001b` for an escape character and so on; line feeds stay. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return `\\u${code.padStart(4, '0')}`;
  });
}
