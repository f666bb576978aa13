import type { CheckedGoal, Goal, SimpleGoal } from '../coordinator/goals/goal.js';
import { ratText } from '../exact/rational.js';

/** The goal that {@link checkGoal} made exact; rational tolerances as text. */
export function goalOf(goal: CheckedGoal): Goal {
  switch (goal.kind) {
    case 'eps':
      return { eps: ratText(goal.eps) };
    case 'rel':
      return { rel: ratText(goal.rel) };
    case 'digits':
      return { digits: goal.digits };
    case 'decimals':
      return { decimals: goal.decimals };
    case 'bits':
      return { bits: goal.bits };
    case 'sign':
      return { sign: true };
    case 'double':
      return { double: true };
    case 'defined':
      return { defined: true };
    case 'any':
      return { any: goal.goals.map(goalOf) as readonly SimpleGoal[] };
    case 'all':
      return { all: goal.goals.map(goalOf) as readonly SimpleGoal[] };
  }
}
