/** Reals in a graph of one's own, for programs that drive a coordinator themselves. */
import type { CheckedGoal } from '../coordinator/goals/goal.js';
import type { Outcome } from '../coordinator/operations/request.js';
import type { Rational } from '../exact/rational.js';
import type { Graph } from '../graph/graph.js';
import type { NodeId } from '../graph/node.js';
import { keyOf } from '../refiners/registry.js';
import type { Registry } from '../refiners/registry.js';
import { OptionError } from '../exact/options.js';
import { fromInput } from './real.js';
import type { RealInput } from './real.js';
import { RefinementResult } from './refinement/result.js';
import type { Result } from './refinement/result.js';
import { admit } from './values/admission.js';
import { Interner } from './values/interner.js';

/** A value in a graph: what a request to a coordinator names. */
export interface AdmittedRoot {
  readonly root: NodeId;
  /** The value, where it is known exactly. */
  readonly exact?: Rational;
}

/**
 * Makes a function that brings values into a graph. Equal expressions become one node. The function puts
 * the refiners that they need into the registry, for the step host that runs their steps.
 *
 * It throws TypeError or RangeError for what is no number, the mathematical error that exact operands prove,
 * and OptionError for a value that is made of a source: only a session can ask a source.
 */
export function admission(graph: Graph, registry: Registry): (value: RealInput) => AdmittedRoot {
  const interner = new Interner(
    graph,
    (refiner) => {
      registry.set(keyOf(refiner), refiner);
    },
    ({ label }) => {
      throw new OptionError(`admission: only a session can ask the source ${label}`);
    },
  );
  return (value) => {
    const admitted = admit(fromInput('admission', value), interner);
    const root = interner.nodeOf(admitted);
    return 'rational' in admitted ? { root, exact: admitted.rational } : { root };
  };
}

/** An outcome as a session gives it to its callers. */
export function resultOf(goal: CheckedGoal, outcome: Outcome): Result {
  return RefinementResult.ofOutcome(goal, outcome, { limitedBy: null, inDoubt: null });
}
