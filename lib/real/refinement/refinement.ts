import { explainRoot } from '../../observe/explanation.js';
import type { Explanation } from '../../observe/explanation.js';
import { checkGoal } from '../../coordinator/goals/goal.js';
import type { Goal } from '../../coordinator/goals/goal.js';
import { judge } from '../../coordinator/goals/verdict.js';
import { equals, mignitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { SynchronousSourceError } from '../../execution/source-errors.js';
import { defaultSession } from '../../session/session.js';
import { admit } from '../values/admission.js';
import { internerOf } from '../values/interners.js';
import { prepare } from './prepared.js';
import type { Real } from '../real.js';
import type { Progress, RefineOptions } from './refine-options.js';
import type { Result } from './result.js';

/** Who contributes what to the width of a value, over its present bounds. See {@link Real.explain}. */
export function explain(
  real: Real,
  goal: Goal,
  { session = defaultSession() }: RefineOptions,
): Explanation {
  const interner = internerOf(session);
  const admitted = admit(real, interner);
  const root = interner.nodeOf(admitted);
  const exact = 'rational' in admitted ? admitted.rational : undefined;
  const { allowance } = judge(checkGoal(goal), session.coordinator.read(root), exact);
  const known = Number.isFinite(allowance) ? allowance : widthLog2(session.coordinator.read(root));
  return explainRoot(session.graph, root, known, (node) => session.plan.contextFor(node)?.group);
}

/** See {@link Real.refineSync}. */
export function refineSync(real: Real, goal: Goal, options: RefineOptions): Result {
  if (real.source !== undefined) {
    throw new SynchronousSourceError(
      real.source,
      'no synchronous call can wait for its answers; use refine, watch, refineAll, compared or ascending',
    );
  }
  const prepared = prepare(real, goal, options);
  if ('result' in prepared) return prepared.result;
  return prepared.finish(prepared.session.runSync(prepared.request, options.signal));
}

/** See {@link Real.refine}. */
export async function refine(real: Real, goal: Goal, options: RefineOptions): Promise<Result> {
  const prepared = prepare(real, goal, options);
  if ('result' in prepared) return prepared.result;
  const { request, session, finish } = prepared;
  const { onAdmitted, onProgress, signal } = options;
  const outcome = await session.run(request, {
    ...(onAdmitted === undefined ? {} : { onAdmitted }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onBounds: progressTeller(onProgress) }),
  });
  return finish(outcome);
}

function progressTeller(tell: (progress: Progress) => void): (bounds: Enclosure) => void {
  let last: Enclosure | undefined;
  return (bounds) => {
    if (last !== undefined && equals(bounds, last)) return;
    last = bounds;
    tell({ width: widthLog2(bounds), mignitude: mignitudeLog2(bounds) });
  };
}
