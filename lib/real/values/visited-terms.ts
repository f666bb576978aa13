import { checkpointAt } from '../../exact/interruption.js';
import type { Interner } from './interner.js';
import type { Term } from './term.js';

/**
 * The terms below a root that have no node yet, and how often each is used.
 *
 * A term holds its place here itself: a look-up without a table. It holds that of the latest visit alone, so a place
 * counts only where this visit has the term at it.
 */
export class VisitedTerms {
  /** By place. Terms that have a node are among them, but not in the order. */
  readonly #terms: Term[] = [];
  readonly #uses: number[] = [];
  /** The terms without a node, operands first. */
  readonly order: Term[] = [];

  /** Visits each term once; nothing recurses. */
  constructor(root: Term, interner: Interner) {
    this.#add(root);
    // The root counts as used twice, so that it is closed.
    this.#uses[0] = 2;
    const path: Term[] = [root];
    const next: number[] = [0];
    while (path.length > 0) {
      checkpointAt(this.order.length + path.length);
      const top = path.length - 1;
      const term = path[top]!;
      const operand = term.operands[next[top]!++];
      if (operand === undefined) {
        this.order.push(term);
        path.pop();
        next.pop();
        continue;
      }
      // A number is used as it is, however often.
      if (operand.operator.form === 'rational') continue;
      const place = this.placeOf(operand);
      if (place >= 0) {
        this.#uses[place]!++;
        continue;
      }
      this.#add(operand);
      if (interner.recall(operand) !== undefined) {
        interner.countHits();
        continue;
      }
      path.push(operand);
      next.push(0);
    }
  }

  /** The place of a term; -1 where it was not visited. */
  placeOf(term: Term): number {
    return this.#terms[term.place] === term ? term.place : -1;
  }

  usesOf(term: Term): number {
    return this.#uses[this.placeOf(term)] ?? 0;
  }

  #add(term: Term): void {
    term.place = this.#terms.length;
    this.#terms.push(term);
    this.#uses.push(1);
  }
}
