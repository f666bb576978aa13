/** Where the steps of single values run. */
import { checkStrategy } from '../../execution/plan/strategy.js';
import type { Strategy } from '../../execution/plan/strategy.js';
import type { Assignment } from '../../execution/plan/plan.js';
import type { NodeId } from '../../graph/node.js';
import { isSource } from '../../refiners/source.js';
import { defaultSession } from '../../session/session.js';
import type { Session } from '../../session/session.js';
import { admit } from '../values/admission.js';
import { internerOf } from '../values/interners.js';
import { OptionError } from '../errors.js';
import type { Real } from '../real.js';

/** What was placed in each session, for nodes that are numbered anew. */
const placed = new WeakMap<Session, Map<Real, Strategy>>();

/**
 * Places the steps of one value, whatever its refiner or the session are placed as, until it is placed
 * otherwise; `auto` takes that back.
 * @param real - a value with steps of its own: a constant, a function, a refiner of one's own.
 * @throws OptionError for a value without steps, such as a sum or a source; UnknownStrategyError for another placement.
 */
export function place(
  real: Real,
  placement: Strategy,
  { session = defaultSession() }: { readonly session?: Session } = {},
): void {
  const strategy = checkStrategy('place', placement);
  const node = nodeOf(real, session);
  const kind = session.graph.kindOf(node);
  if (kind.type !== 'refiner' || isSource(kind.refiner)) {
    throw new OptionError(`place: ${session.graph.describe(node)} takes no steps of its own`);
  }
  const inSession = placed.get(session) ?? new Map<Real, Strategy>();
  placed.set(session, inSession);
  if (strategy === 'auto') inSession.delete(real);
  else inSession.set(real, strategy);
  session.plan.assign(node, strategy);
}

/** Where the steps of a value ran last, and what one of them is predicted to cost; undefined before the first. */
export function placementOf(
  real: Real,
  { session = defaultSession() }: { readonly session?: Session } = {},
): Assignment | undefined {
  return session.plan.contextFor(nodeOf(real, session));
}

/** Places again what was placed, where nodes have been numbered anew. @internal */
export function renewPlacements(session: Session): void {
  if (session.plan.isCurrent) return;
  for (const [real, strategy] of placed.get(session) ?? []) {
    session.plan.assign(nodeOf(real, session), strategy);
  }
}

function nodeOf(real: Real, session: Session): NodeId {
  const interner = internerOf(session);
  return interner.nodeOf(admit(real, interner));
}
