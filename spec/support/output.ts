import { expect } from '@jest/globals';

/** Drops trailing blanks of lines and the blank lines at the end: no reader sees them. */
function visible(text: string): string {
  return text.replace(/[^\S\n]+$/gm, '').replace(/\n+$/, '');
}

/**
 * Expects that a program printed this text, up to trailing blanks. Where the text has the character
 * `…` the program may have printed anything within that line, such as a time.
 */
export function expectOutput(printed: string, text: string): void {
  const [actual, wanted] = [visible(printed), visible(text)];
  const pattern = wanted.split('…').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  // On a mismatch the plain comparison shows the difference best.
  if (!new RegExp(`^${pattern.join('.*')}$`).test(actual)) expect(actual).toBe(wanted);
}
