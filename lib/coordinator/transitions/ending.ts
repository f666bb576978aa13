/** How operations end. */
import type { ExactEnds } from '../../exact/decimal/exact-ends.js';
import { isFinite } from '../../exact/enclosure/enclosure.js';
import type { PincerError } from '../../exact/errors.js';
import { Interrupted } from '../../exact/interruption.js';
import type { Graph } from '../../graph/graph.js';
import type { Cone } from '../../graph/cone.js';
import type { NodeId } from '../../graph/node.js';
import { firstDoubt, firstJump } from '../goals/doubts.js';
import { meetsExactly } from '../goals/exact-verdict.js';
import { judge } from '../goals/verdict.js';
import type { Verdict } from '../goals/verdict.js';
import type { Operation } from '../operations/operation.js';
import type { Reason, Status } from '../operations/request.js';
import { exactEnds } from '../goals/exact-answer.js';

export interface Ending {
  readonly status: Status;
  readonly reason: Reason | null;
  readonly error?: PincerError;
  /** The node at which the error arose, unless a node of the graph keeps it. */
  readonly failed?: NodeId;
  /** The ends of the root, where exact arithmetic knows them. */
  readonly ends?: ExactEnds;
}

export const MET: Ending = { status: 'met', reason: null };

export const failedBy = (error: PincerError): Ending => ({ status: 'error', reason: null, error });

/**
 * How an operation ends early: met where only the proof of the rounding is missing;
 * undecided where zero, a pole or an end of a domain is in doubt; partial otherwise.
 */
export function earlyEnding(graph: Graph, operation: Operation, reason: Reason): Ending {
  const { request, cone, pursuit } = operation;
  const bounds = graph.boundsOf(request.root);
  const failure = failureIn(graph, cone);
  if (failure?.voids) return failedBy(failure);
  // What is not looked through in time may be undefined.
  const mayBeUndefined = inTime(
    () => firstDoubt(graph, cone, request.assumeDomain ?? false) !== undefined,
    true,
  );
  if (!isFinite(bounds) || mayBeUndefined) return { status: 'undecided', reason };
  const verdict = inTime<Pick<Verdict, keyof typeof NOT_JUDGED>>(
    () => judge(request.goal, bounds, request.exact),
    NOT_JUDGED,
  );
  // Before every refiner has taken a step, even a narrow root may turn out to be undefined.
  if (verdict.faithful && pursuit.discovered) return MET;
  const jumps = (): boolean => firstJump(graph, cone) !== undefined;
  const undecided = verdict.excludeZero || inTime(jumps, false);
  return { status: undecided ? 'undecided' : 'partial', reason };
}

/** Judging long bounds takes time: those that are not judged in time are partial. */
const NOT_JUDGED = { faithful: false, excludeZero: false };

/** What `compute` says, or where a stop interrupts it what is known without it. */
export function inTime<T>(compute: () => T, otherwise: T): T {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return otherwise;
  }
}

/** How an operation ends that no step brings further: met where exact ends meet its goal. */
export function exhaustedEnding(graph: Graph, operation: Operation): Ending {
  const ending = earlyEnding(graph, operation, 'exhausted');
  const { root, goal } = operation.request;
  const exactly = (): Ending => {
    const ends = ending.status === 'met' ? undefined : exactEnds(graph, root);
    if (ends === undefined) return ending;
    return meetsExactly(goal, ends) ? { ...MET, ends } : { ...ending, ends };
  };
  return inTime(exactly, ending);
}

/** The first error in a cone that voids bounds; the first other one where there is none. */
export function failureIn(graph: Graph, cone: Cone): PincerError | undefined {
  if (!graph.hasErrors) return undefined;
  const errors = Array.from(cone, (node) => graph.errorOf(node));
  return errors.find((error) => error?.voids) ?? errors.find((error) => error);
}
