/** Which Real a node came from, and the way to it. */
import { shortened } from '../../coordinator/transitions/failure.js';
import type { NodeId } from '../../graph/node.js';
import { defaultSession } from '../../session/session.js';
import { admit } from '../values/admission.js';
import type { Interner } from '../values/interner.js';
import { internerOf } from '../values/interners.js';
import type { Real } from '../real.js';
import type { RefineOptions } from './refine-options.js';

/** The functions from a Real down to one below it, outermost first; breadth first. */
export function pathBetween(root: Real, below: object): readonly string[] {
  const above = new Map<Real, Real | undefined>([[root, undefined]]);
  for (const real of above.keys()) {
    if (real === below) {
      const path: string[] = [];
      for (let each: Real | undefined = real; each !== undefined; each = above.get(each)) {
        path.push(each.operator.name);
      }
      return shortened(path.reverse());
    }
    for (const operand of real.operands) if (!above.has(operand)) above.set(operand, real);
  }
  return [];
}

/** The first Real below a root that became a given node. */
export function findReal(root: Real, interner: Interner, node: NodeId): Real | undefined {
  const seen = new Set<Real>([root]);
  for (const real of seen) {
    const admitted = interner.recall(real);
    if (admitted !== undefined && 'node' in admitted && admitted.node === node) return real;
    for (const operand of real.operands) seen.add(operand);
  }
  return undefined;
}

/** Whether two Reals are one node: then they are equal wherever they are defined. */
export function isSameNode(
  x: Real,
  y: Real,
  { session = defaultSession() }: RefineOptions,
): boolean {
  const interner = internerOf(session);
  const a = admit(x, interner);
  const b = admit(y, interner);
  return 'node' in a && 'node' in b && a.node === b.node;
}
