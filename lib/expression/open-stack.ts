import type { BinaryOperator } from './program.js';

/** How many parentheses, calls, signs and exponents may be open at once. */
export const MAX_DEPTH = 1000;

/** An operator that waits for its right operand. */
export type OpenOperator =
  | { readonly kind: 'binary'; readonly at: number; readonly operator: BinaryOperator }
  | { readonly kind: 'negate'; readonly at: number }
  /** `+/-`; `from` is where its left operand starts. */
  | { readonly kind: 'around'; readonly at: number; readonly from: number };

/** A parenthesis or bracket that waits to be closed, with the commas seen so far. */
export type OpenParenthesis =
  | { readonly kind: 'group'; readonly at: number }
  | { readonly kind: 'call'; readonly at: number; readonly name: string; commas: number }
  | { readonly kind: 'between'; readonly at: number; commas: number };

export type Open = OpenOperator | OpenParenthesis;

const STRENGTH: Readonly<Record<BinaryOperator | 'negate' | 'around', number>> = {
  '+': 1,
  '-': 1,
  around: 2,
  '*': 3,
  '/': 3,
  negate: 4,
  '^': 5,
};

/**
 * What is open at one place of a text, innermost last: the stack of the shunting yard.
 *
 * Laws
 * 1. Between two parentheses the operators stand in the order of rising strength (only `^` and the
 *    minus repeat), so an operator is moved twice in all: the whole text takes linear time.
 * 2. At most {@link MAX_DEPTH} entries nest; operators to the left never pile up and do not count.
 */
export class OpenStack {
  readonly #tooDeep: (at: number) => Error;
  readonly #entries: Open[] = [];
  #depth = 0;
  #parentheses = 0;

  /** @param tooDeep - makes the error to throw when the entry at an offset is one too many. */
  constructor(tooDeep: (at: number) => Error) {
    this.#tooDeep = tooDeep;
  }

  get top(): Open | undefined {
    return this.#entries.at(-1);
  }

  /** Whether a parenthesis is open. */
  get isNested(): boolean {
    return this.#parentheses > 0;
  }

  push(open: Open): void {
    this.#entries.push(open);
    if (isParenthesis(open)) this.#parentheses++;
    if (isDeep(open)) this.#depth++;
    if (this.#depth > MAX_DEPTH) throw this.#tooDeep(open.at);
  }

  pop(): Open | undefined {
    const open = this.#entries.pop();
    if (open === undefined) return undefined;
    if (isParenthesis(open)) this.#parentheses--;
    if (isDeep(open)) this.#depth--;
    return open;
  }

  /** Takes off the operators that are complete before a binary one, in the order in which they apply. */
  closeBefore(operator: BinaryOperator | 'around'): OpenOperator[] {
    // Equal strength closes too, which keeps - and / to the left; before an exponent nothing does.
    return this.#close(operator === '^' ? Infinity : STRENGTH[operator]);
  }

  /** Takes off all operators down to the nearest parenthesis, in the order in which they apply. */
  closeOperators(): OpenOperator[] {
    return this.#close(0);
  }

  #close(strength: number): OpenOperator[] {
    const closed: OpenOperator[] = [];
    for (;;) {
      const { top } = this;
      if (top === undefined || isParenthesis(top) || strengthOf(top) < strength) return closed;
      this.pop();
      closed.push(top);
    }
  }
}

function isParenthesis(open: Open): open is OpenParenthesis {
  return open.kind === 'group' || open.kind === 'call' || open.kind === 'between';
}

function strengthOf(open: OpenOperator): number {
  return STRENGTH[open.kind === 'binary' ? open.operator : open.kind];
}

/** Operators to the left are closed by the next one; everything else nests. */
function isDeep(open: Open): boolean {
  if (open.kind === 'around') return false;
  return open.kind !== 'binary' || open.operator === '^';
}
