/** The parser's messages for a token that does not fit. */
import type { OpenParenthesis } from './open-stack.js';
import type { Token } from './tokens.js';

export const UNCLEAR = '+/- beside a product or power needs parentheses, as in 2*(1.23 +/- 0.01)';

/** A token as a complaint quotes it. */
export function describe(token: Token): string {
  if (token.kind === 'end') return 'the end of the text';
  if (token.kind === 'newline') return 'the end of the line';
  return token.text.length > 20 ? `${token.text.slice(0, 20)}…` : token.text;
}

/** The message where only an operator, a closing bracket or the end may follow. */
export function expectedOperator(token: Token): string {
  const found = `expected an operator, found ${describe(token)}`;
  if (token.text === '=') return `${found}; a statement names its value as in x = sqrt(2)`;
  if (token.kind === 'name' || token.text === '(') return `${found}; a product is written with *`;
  return found;
}

/** The message where a parenthesis or bracket should have been closed. */
export function unclosed(opener: OpenParenthesis, token: Token): string {
  const [closer, what] =
    opener.kind === 'between'
      ? [']', 'the [']
      : [')', opener.kind === 'call' ? `${opener.name}(` : 'the ('];
  return `expected ${closer} to close ${what} at character ${String(opener.at + 1)}, found ${describe(token)}`;
}
