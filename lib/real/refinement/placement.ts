/** Where the steps of single terms run. */
import type { Assignment } from '../../execution/plan/plan.js';
import type { Strategy } from '../../execution/plan/strategy.js';
import type { NodeId } from '../../graph/node.js';
import { isSource } from '../../refiners/source.js';
import type { Session } from '../../session/session.js';
import { admit } from '../values/admission.js';
import { internerOf } from '../values/interners.js';
import type { Term } from '../values/term.js';
import { OptionError } from '../../exact/options.js';

/** What was placed in each session, so that renumbered nodes can be placed again. */
const placed = new WeakMap<Session, Map<Term, Strategy>>();

/** @throws OptionError for a term without steps of its own. */
export function assign(term: Term, strategy: Strategy, session: Session): void {
  const node = nodeOf(term, session);
  const kind = session.graph.kindOf(node);
  if (kind.type !== 'refiner' || isSource(kind.refiner)) {
    throw new OptionError(`place: ${session.graph.describe(node)} takes no steps of its own`);
  }
  const inSession = placed.get(session) ?? new Map<Term, Strategy>();
  placed.set(session, inSession);
  if (strategy === 'auto') inSession.delete(term);
  else inSession.set(term, strategy);
  session.plan.assign(node, strategy);
}

/** Where the steps of a term ran last; undefined before the first. */
export function assignmentOf(term: Term, session: Session): Assignment | undefined {
  return session.plan.contextFor(nodeOf(term, session));
}

/** Places again what was placed, after nodes were renumbered. */
export function renewPlacements(session: Session): void {
  if (session.plan.isCurrent) return;
  for (const [term, strategy] of placed.get(session) ?? []) {
    session.plan.assign(nodeOf(term, session), strategy);
  }
}

function nodeOf(term: Term, session: Session): NodeId {
  const interner = internerOf(session);
  return interner.nodeOf(admit(term, interner));
}
