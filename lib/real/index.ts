export { Real } from './real.js';
export type { RealInput } from './real.js';
export { Result } from './result.js';
export type { InDoubt, ResultRecord, ResultStatistics } from './result.js';
export { Bounds } from './bounds.js';
export * from './functions.js';
export { between } from './data.js';
export { source } from './source.js';
export type { SourceAnswer, SourceFunction, SourceOptions } from './source.js';
export type { SourceRequest } from '../execution/source-context.js';
export {
  SourceAnswerError,
  SourceError,
  SourceFailedError,
  SourceReplayError,
  SynchronousSourceError,
} from '../execution/source-errors.js';
export type { Direction } from '../exact/directed.js';
export type { Formatted } from '../exact/decimal.js';
export type { BigLike, ConstantInput, Ratio } from './input.js';
export { compare, compared, comparedSync } from './comparison.js';
export type { CompareOptions, Comparison, Relation } from './comparison.js';
export { ascending, refineAll } from './joint.js';
export { sort } from './order.js';
export { UndecidedError } from './short-forms.js';
export { DeadlineExceededError } from './deadline.js';
export { OptionError } from './option-error.js';
export { place, placementOf } from './placement.js';
export type { Progress, RefineOptions, RefineOptions as Options } from './refine-options.js';
export { GoalError } from '../coordinator/goal.js';
export type { Goal, Tolerance } from '../coordinator/goal.js';
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
