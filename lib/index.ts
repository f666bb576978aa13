/**
 * Certified real numbers: expressions, what is asked of them, and the sessions that answer.
 *
 * Where a question can be asked in two ways, the bare name returns a promise and the name with `Sync`
 * answers on the calling thread.
 *
 * @module pincer
 */
export {
  abs,
  acos,
  acosh,
  ascending,
  ascendingSync,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  between,
  Bounds,
  cbrt,
  ceil,
  compare,
  compareSync,
  cos,
  cosh,
  createSession,
  DeadlineExceededError,
  defaultSession,
  e,
  exp,
  floor,
  GoalError,
  hypot,
  knownWithin,
  ln,
  ln2,
  log,
  log10,
  log2,
  max,
  min,
  mod,
  nthRoot,
  OptionError,
  phi,
  pi,
  pow,
  Real,
  real,
  refineAll,
  round,
  Session,
  sign,
  sin,
  sinh,
  sort,
  sortSync,
  source,
  sqrt,
  sum,
  tan,
  tanh,
  trunc,
  UndecidedError,
} from './real/index.js';
export type {
  BigLike,
  CompareOptions,
  Comparison,
  ConstantInput,
  Direction,
  Rounding,
  FailedResult,
  Formatted,
  Goal,
  InDoubt,
  MetResult,
  PartialResult,
  Progress,
  Ratio,
  RealInput,
  RefineBudget,
  RefinementResult,
  RefineOptions,
  Relation,
  Result,
  Proof,
  ResultRecord,
  ResultStatistics,
  SimpleGoal,
  SourceAnswer,
  SourceFunction,
  SourceOptions,
  Tolerance,
  UndecidedResult,
} from './real/index.js';
export {
  check,
  Environment,
  expression,
  ExpressionSyntaxError,
  renderProblem,
} from './expression/index.js';
export type { CheckReport, KnownNames, Problem } from './expression/index.js';
export {
  ContradictionError,
  DivisionByZeroError,
  DomainError,
  LimitError,
  PincerError,
} from './exact/errors.js';
export {
  SourceAnswerError,
  SourceError,
  SourceFailedError,
  SourceReplayError,
  SynchronousSourceError,
} from './execution/source-errors.js';
export type { SourceRequest } from './execution/contexts/source-context.js';
export { SessionError } from './session/errors.js';
export type { Restoration, SessionOptions } from './session/options.js';
export type { AutosaveOptions } from './session/autosave-options.js';
export type { ResumedRequest, SessionStatistics } from './session/session.js';
export { OperationHandle } from './session/operation.js';
export type { ClassFigures } from './coordinator/operations/class-figures.js';
export type { BudgetLimits, UsedUp } from './coordinator/operations/budget.js';
export type { CacheOptions, CacheStatistics } from './session/cache.js';
export type { Nameable, NamedValue, Resumable, ResumedAnswer } from './session/names.js';
export type {
  RecordedAnswer,
  RecordedFailure,
  RecordedSource,
  Recording,
} from './session/recording.js';
export type { CachePolicy } from './graph/eviction.js';
export type {
  Explanation,
  ExplanationRecord,
  LogRecord,
  NodeExplanationRecord,
} from './observe/explanation.js';
export type { NodeExplanation } from './observe/node-explanation.js';
export type {
  OperationClass,
  OperationId,
  Reason,
  Status,
} from './coordinator/operations/request.js';
