/** The parser's messages for a token that does not fit. */
import type { OpenParenthesis } from './open-stack.js';
import type { Token } from './tokens.js';

export const UNCLEAR =
  '+/- beside a product, power, root or suffix needs parentheses, as in 2*(1.23 +/- 0.01)';

/** A token as a complaint quotes it. */
export function describe({ kind, source }: Token): string {
  if (kind === 'end') return 'the end of the text';
  if (kind === 'newline') return 'the end of the line';
  return source.length > 20 ? `${source.slice(0, 20)}…` : source;
}

/** The message where only an operator, a closing bracket or the end may follow. */
export function expectedOperator(token: Token): string {
  const found = `expected an operator, found ${describe(token)}`;
  if (token.text === '=') return `${found}; a statement names its value as in x = sqrt(2)`;
  if (token.kind === 'name' || token.text === '(' || token.text === '[')
    return `${found}; a product is written with *`;
  return found;
}

/** The message where a parenthesis or bracket should have been closed. */
export function unclosed(opener: OpenParenthesis, token: Token): string {
  const [closer, what] = expectation(opener);
  return `expected ${closer} to close ${what} at character ${String(opener.at + 1)}, found ${describe(token)}`;
}

function expectation(opener: OpenParenthesis): [closer: string, what: string] {
  switch (opener.kind) {
    case 'between':
      return [']', 'the ['];
    case 'bar':
      return ['|', 'the |'];
    case 'call':
      return [')', `${opener.name}(`];
    case 'group':
      return [')', 'the ('];
  }
}
