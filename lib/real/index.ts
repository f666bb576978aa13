export { Real } from './real.js';
export type { RealInput } from './real.js';
export { Result } from './refinement/result.js';
export type { InDoubt, ResultRecord, ResultStatistics } from './refinement/result.js';
export { Bounds } from './refinement/bounds.js';
export * from './functions.js';
export { between } from './values/data.js';
export { source } from './values/source.js';
export type { SourceAnswer, SourceFunction, SourceOptions } from './values/source.js';
export type { SourceRequest } from '../execution/contexts/source-context.js';
export {
  SourceAnswerError,
  SourceError,
  SourceFailedError,
  SourceReplayError,
  SynchronousSourceError,
} from '../execution/source-errors.js';
export type { Direction } from '../exact/decimal/directed.js';
export type { Formatted } from '../exact/decimal/formatting.js';
export type { BigLike, ConstantInput, Ratio } from './values/input.js';
export { compare, compared, comparedSync } from './refinement/comparison.js';
export type { CompareOptions, Comparison, Relation } from './refinement/comparison.js';
export { ascending, refineAll } from './refinement/joint.js';
export { sort } from './refinement/order.js';
export { UndecidedError } from './short-forms.js';
export { DeadlineExceededError } from './refinement/deadline.js';
export { OptionError } from './option-error.js';
export { place, placementOf } from './refinement/placement.js';
export type {
  Progress,
  RefineOptions,
  RefineOptions as Options,
} from './refinement/refine-options.js';
export { GoalError } from '../coordinator/goals/goal.js';
export type { Goal, Tolerance } from '../coordinator/goals/goal.js';
export { createSession, defaultSession, Session } from '../session/session.js';
export type { SessionStatistics } from '../session/session.js';
export { SessionError } from '../session/errors.js';
export type { CacheOptions, CacheStatistics } from '../session/cache.js';
export type { SessionOptions } from '../session/options.js';
export type {
  RecordedAnswer,
  RecordedFailure,
  RecordedSource,
  Recording,
} from '../session/recording.js';
export type { Nameable, NamedValue } from '../session/names.js';
