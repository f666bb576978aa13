/** Runs the calls of a term: on the calling thread, or beside it. */
import type { Goal } from '../../coordinator/goals/goal.js';
import { checkGoal } from '../../coordinator/goals/goal.js';
import { judge } from '../../coordinator/goals/verdict.js';
import type { OperationRequest } from '../../coordinator/operations/request.js';
import type { NodeId } from '../../graph/node.js';
import { widthLog2 } from '../../exact/enclosure/enclosure.js';
import { SynchronousSourceError } from '../../execution/source-errors.js';
import { Explanation } from '../../observe/explanation.js';
import { defaultSession } from '../../session/session.js';
import type { Session } from '../../session/session.js';
import { admit } from '../values/admission.js';
import { internerOf } from '../values/interners.js';
import type { Term } from '../values/term.js';
import { prepare } from './prepared.js';
import type { RefineOptions } from './refine-options.js';
import type { Result } from './result.js';

/** See {@link Real.refineSync}. */
export function refineSync<const G extends Goal>(
  term: Term,
  goal: G,
  options: RefineOptions = {},
): Result<G> {
  if (term.source !== undefined) {
    throw new SynchronousSourceError(
      term.source,
      'no synchronous call can wait for its answers; use refine, watch, refineAll, compare, sort or ascending',
    );
  }
  const prepared = prepare(term, goal, options);
  if ('result' in prepared) return prepared.result;
  return prepared.finish(prepared.session.runSync(prepared.request, options.signal));
}

/**
 * See {@link Real.refine}.
 * @param growth - the factor between the bits of bounds on the way, where the options do not say that they are wanted.
 */
export async function refine<const G extends Goal>(
  term: Term,
  goal: G,
  options: RefineOptions = {},
  growth?: number,
): Promise<Result<G>> {
  const { onAdmitted, onProgress: report, signal } = options;
  // Nothing may come between what prepares a request and what issues it.
  const onProgress = report && (await import('./progress.js')).progressListener(report);
  const prepared = prepare(term, goal, options, growth);
  if ('result' in prepared) return prepared.result;
  const { request, session, finish } = prepared;
  return finish(await session.run(request, { onAdmitted, signal, onProgress }));
}

/** See {@link Real.explain}. */
export function explain(
  term: Term,
  goal: Goal,
  { session = defaultSession() }: RefineOptions = {},
): Explanation {
  const interner = internerOf(session);
  const admitted = admit(term, interner);
  const root = interner.nodeOf(admitted);
  const exact = 'rational' in admitted ? admitted.rational : undefined;
  const { allowance } = judge(checkGoal(goal), session.coordinator.read(root), exact);
  const known = Number.isFinite(allowance) ? allowance : widthLog2(session.coordinator.read(root));
  return Explanation.of(session.graph, root, known, (node) => {
    const placed = session.plan.contextFor(node);
    const preemptions = session.coordinator.preemptionsOf(node);
    return placed === undefined ? undefined : { ...placed, preemptions };
  });
}

/** The node of a term in a session, which it gets where it has none. */
export function rootIn(term: Term, session: Session): NodeId {
  const interner = internerOf(session);
  return interner.nodeOf(admit(term, interner));
}

/**
 * The request that a call makes; undefined where it needs no step.
 * @throws the mathematical error that exact operands prove.
 */
export function requestIn(term: Term, session: Session, goal: Goal): OperationRequest | undefined {
  const prepared = prepare(term, goal, { session });
  if (!('result' in prepared)) return prepared.request;
  if (prepared.result.error !== null) throw prepared.result.error;
  return undefined;
}
