/** What the folders above stand on: Reals and everything that is asked of them. */
export { Real } from './real.js';
export type { RealInput } from './real.js';
export * from './functions.js';
export { refined } from './refined.js';
export { between, knownWithin } from './values/data.js';
export { source } from './values/source.js';
export type { SourceAnswer, SourceFunction, SourceOptions } from './values/source.js';
export { compare, compareSync } from './compare.js';
export { ascending, ascendingSync, refineAll } from './joint.js';
export { sort, sortSync } from './sort.js';
export { admission, resultOf } from './admission.js';
export type { AdmittedRoot } from './admission.js';
export { place, placementOf } from './place.js';
export type { PlacedAt, PlaceOptions } from './place.js';
export { combined, defineCombinator } from './combined.js';
export type { InputsOf } from './refined.js';
export { UndecidedError } from './errors.js';
export { OptionError } from '../exact/options.js';
export { DeadlineExceededError } from './refinement/deadline.js';
export { Bounds } from './refinement/bounds.js';
export type {
  FailedResult,
  InDoubt,
  MetResult,
  PartialResult,
  RefinementResult,
  Result,
  ResultRecord,
  ResultStatistics,
  UndecidedResult,
} from './refinement/result.js';
export type { Proof } from './refinement/proof.js';
export type { CompareOptions, Comparison, Relation } from './refinement/relation.js';
export type { Progress, RefineBudget, RefineOptions } from './refinement/refine-options.js';
export type { BigLike, ConstantInput, Ratio } from '../exact/decimal/constant-input.js';
export type { Formatted } from '../exact/decimal/formatting.js';
export type { Direction } from '../exact/decimal/directed.js';
export type { Rounding } from './refinement/result.js';
export { GoalError } from '../coordinator/goals/goal.js';
export type { Goal, SimpleGoal, Tolerance } from '../coordinator/goals/goal.js';
export { createSession, defaultSession, Session } from '../session/session.js';
