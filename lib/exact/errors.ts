/**
 * The base of every error that Pincer throws on purpose.
 *
 * An error names the function, the value and the limit that were in play; the coordinator adds the
 * node and its path from the root, the expression reader adds the place in the text (`at`).
 */
export class PincerError extends Error {
  /** The node at which the error arose, as its short text, once the graph has named it. */
  node?: string;
  /** The functions from the root down to the node, outermost first. */
  path?: readonly string[];
  /** Which step of the node it was, where it arose in one: 1 for the first. */
  step?: number;
  /** The expression object at which the error arose, when the caller built one. */
  real?: object;
  /** Every failure below the root, this one first, where there is more than this one. */
  all?: AggregateError;
  /** Offset of the first character of the offending place in the text that was evaluated. */
  at?: number;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }

  /** Whether no bounds meet a goal where it is the error of a node, those that were proven before among them. */
  get voids(): boolean {
    return this instanceof DomainError;
  }
}

/** An argument is proven to lie outside the domain of a function. */
export class DomainError extends PincerError {}

/** A divisor, or the base of a negative power, is proven to be zero. */
export class DivisionByZeroError extends DomainError {}

/** A magnitude or a size is beyond what Pincer represents. */
export class LimitError extends PincerError {}

/** Two proven enclosures of one value do not meet: a refiner broke its contract. */
export class ContradictionError extends PincerError {}
