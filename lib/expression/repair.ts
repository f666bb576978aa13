/**
 * All mistakes in the grammar of a text: each is reported, blanked out (a numeral read as 1), and the rest read again.
 *
 * Laws
 * 1. The first problem is the one that evaluating the text reports.
 * 2. A problem at the very token that follows a blanked one is a consequence of it, and is not reported.
 * 3. The text is read {@link MOST_PROBLEMS} times at most; a problem at its end is the last.
 */
import { ExpressionSyntaxError } from './errors.js';
import type { Problem } from './errors.js';
import { judged, LITERAL } from './grammar/literal.js';
import type { KnownNames } from './parse.js';
import type { Program } from './program.js';
import { parseSyntax } from './syntax.js';

/** People mend a few mistakes at a time. */
const MOST_PROBLEMS = 20;

/** The program of a text without its mistakes; undefined where nothing sensible is left. */
export function repaired(
  text: string,
  names: KnownNames,
): {
  readonly program: Program | undefined;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  let rest = text;
  /** Where the tokens after blanked ones begin. */
  const consequences = new Set<number>();
  for (let read = 0; read < MOST_PROBLEMS; read++) {
    try {
      return { program: parseSyntax(rest, names), problems };
    } catch (error) {
      if (!(error instanceof ExpressionSyntaxError)) throw error;
      const { message, at } = error;
      if (!consequences.has(at)) problems.push({ message, at });
      if (at >= text.trimEnd().length) break;
      const length = tokenLength(rest, at);
      const end = at + length;
      if (isNumeral(rest, at)) {
        rest = rest.slice(0, at) + '1'.padEnd(length) + rest.slice(end);
        continue;
      }
      rest = rest.slice(0, at) + ' '.repeat(length) + rest.slice(end);
      const next = rest.slice(at).search(/\S/);
      if (next >= 0) consequences.add(at + next);
    }
  }
  return { program: undefined, problems };
}

/** Whether a numeral stands at a place that is none: it is read as 1, so that it is one mistake. */
function isNumeral(text: string, at: number): boolean {
  LITERAL.lastIndex = at;
  const literal = LITERAL.exec(text)?.[0];
  return literal !== undefined && 'message' in judged(literal, text.charAt(at + literal.length));
}

/** The characters of the word, the number or the sign at a place. */
function tokenLength(text: string, at: number): number {
  const [token] = /^(?:[0-9.](?:[eE][+-](?=\d)|[A-Za-z_0-9.])*|[A-Za-z_0-9.]+|[^]?)/u.exec(
    text.slice(at),
  ) ?? [''];
  return Math.max(1, token.length);
}
