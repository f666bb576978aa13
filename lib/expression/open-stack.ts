import { STRENGTH } from './grammar/operators.js';
import type { BinaryOperator } from './program.js';

/** How many parentheses, calls, signs and exponents may be open at once. */
export const MAX_DEPTH = 1000;

/** An operator that waits for its right operand, which begins at `end` or behind it. */
export type OpenOperator =
  /** `from` is where the atom to its left starts. */
  | {
      readonly kind: 'binary';
      readonly at: number;
      readonly end: number;
      readonly from: number;
      readonly operator: BinaryOperator;
    }
  | { readonly kind: 'negate'; readonly at: number }
  /** A root sign, and the function that it stands for. */
  | { readonly kind: 'root'; readonly at: number; readonly end: number; readonly name: string }
  /** `+/-`; `from` is where its left operand starts. */
  | {
      readonly kind: 'around';
      readonly at: number;
      readonly end: number;
      readonly from: number;
    };

/** A parenthesis or bracket that waits to be closed, with the commas seen so far. */
export type OpenParenthesis =
  | { readonly kind: 'group'; readonly at: number }
  /** `base` is the base that a logarithm has in its name. */
  | {
      readonly kind: 'call';
      readonly at: number;
      readonly name: string;
      readonly base: string | undefined;
      commas: number;
    }
  | { readonly kind: 'between'; readonly at: number; commas: number }
  /** The first bar of an absolute value. */
  | { readonly kind: 'bar'; readonly at: number };

/** From `at` up to `end`. */
export interface Stretch {
  readonly at: number;
  readonly end: number;
}

export type Open = OpenOperator | OpenParenthesis;

/**
 * What is open at one place of a text, innermost last: the stack of the shunting yard.
 *
 * Laws
 * 1. Between two parentheses the operators stand in the order of rising strength (only `^`, the
 *    minus and roots repeat), so an operator is moved twice in all: the whole text takes linear time.
 * 2. At most {@link MAX_DEPTH} entries nest; operators to the left never pile up and do not count.
 */
export class OpenStack {
  readonly #tooDeep: (at: number) => Error;
  readonly #entries: Open[] = [];
  /** For each bracket that is open, and for what is outside them, where the last bars were closed in it. */
  readonly #closedBars: (Stretch | undefined)[] = [undefined];
  #depth = 0;

  /** @param tooDeep - makes the error to throw when the entry at an offset is one too many. */
  constructor(tooDeep: (at: number) => Error) {
    this.#tooDeep = tooDeep;
  }

  get top(): Open | undefined {
    return this.#entries.at(-1);
  }

  /** Whether a parenthesis or bracket is open. */
  get isNested(): boolean {
    return this.#closedBars.length > 1;
  }

  /** The operator that waits for the atom at this place, signs passed over. */
  get waiting(): Exclude<OpenOperator, { kind: 'negate' }> | undefined {
    let i = this.#entries.length - 1;
    while (this.#entries[i]?.kind === 'negate') i--;
    const open = this.#entries[i];
    return open === undefined || isParenthesis(open) || open.kind === 'negate' ? undefined : open;
  }

  /** The parenthesis, bracket or bar that is open innermost. */
  get opener(): OpenParenthesis | undefined {
    let i = this.#entries.length - 1;
    while (i >= 0 && !isParenthesis(this.#entries[i]!)) i--;
    return this.#entries[i] as OpenParenthesis | undefined;
  }

  /** The bars that were closed last within the innermost bracket; whoever meets a comma or an end forgets them. */
  get closedBar(): Stretch | undefined {
    return this.#closedBars.at(-1);
  }

  set closedBar(stretch: Stretch | undefined) {
    this.#closedBars[this.#closedBars.length - 1] = stretch;
  }

  push(open: Open): void {
    this.#entries.push(open);
    if (isBracket(open)) this.#closedBars.push(undefined);
    if (isDeep(open)) this.#depth++;
    if (this.#depth > MAX_DEPTH) throw this.#tooDeep(open.at);
  }

  pop(): Open | undefined {
    const open = this.#entries.pop();
    if (open === undefined) return undefined;
    if (isBracket(open)) this.#closedBars.pop();
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
  return (
    open.kind === 'group' || open.kind === 'call' || open.kind === 'between' || open.kind === 'bar'
  );
}

/** Bars are no brackets: whether one opens or closes depends on what was read. */
function isBracket(open: Open): boolean {
  return isParenthesis(open) && open.kind !== 'bar';
}

function strengthOf(open: OpenOperator): number {
  return STRENGTH[open.kind === 'binary' ? open.operator : open.kind];
}

/** Operators to the left are closed by the next one; everything else nests. */
function isDeep(open: Open): boolean {
  if (open.kind === 'around') return false;
  return open.kind !== 'binary' || open.operator === '^';
}
