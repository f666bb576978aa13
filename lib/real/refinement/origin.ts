/** Which term a node came from, and the path to it. */
import { shortened } from '../../coordinator/transitions/failure.js';
import type { NodeId } from '../../graph/node.js';
import { defaultSession } from '../../session/session.js';
import { admit } from '../values/admission.js';
import type { Interner } from '../values/interner.js';
import { internerOf } from '../values/interners.js';
import type { Term } from '../values/term.js';
import type { RefineOptions } from './refine-options.js';

/** The functions from a term down to one below it, outermost first; breadth first. */
export function pathBetween(root: Term, below: object): readonly string[] {
  const above = new Map<Term, Term | undefined>([[root, undefined]]);
  for (const term of above.keys()) {
    if (term === below) {
      const path: string[] = [];
      for (let each: Term | undefined = term; each !== undefined; each = above.get(each)) {
        path.push(each.operator.name);
      }
      return shortened(path.reverse());
    }
    for (const operand of term.operands) if (!above.has(operand)) above.set(operand, term);
  }
  return [];
}

/** The first term below a root that became a given node. */
export function findTerm(root: Term, interner: Interner, node: NodeId): Term | undefined {
  const seen = new Set<Term>([root]);
  for (const term of seen) {
    const admitted = interner.recall(term);
    if (admitted !== undefined && 'node' in admitted && admitted.node === node) return term;
    for (const operand of term.operands) seen.add(operand);
  }
  return undefined;
}

/** Whether two terms are one node. Their values are then equal wherever they are defined. */
export function isSameNode(
  x: Term,
  y: Term,
  { session = defaultSession() }: RefineOptions,
): boolean {
  const interner = internerOf(session);
  const a = admit(x, interner);
  const b = admit(y, interner);
  return 'node' in a && 'node' in b && a.node === b.node;
}
