/**
 * The public surface: re-exports, nothing else.
 *
 * @packageDocumentation
 */
export * from './real/index.js';
export {
  check,
  Environment,
  ExpressionSyntaxError,
  expression,
  parse,
  renderProblem,
} from './expression/index.js';
export type {
  CheckedProgram,
  CheckReport,
  KnownNames,
  Problem,
  Program,
} from './expression/index.js';
export { defineRefiner } from './refiners/defined.js';
export { UnknownStrategyError } from './execution/plan/strategy.js';
export type { Strategy } from './execution/plan/strategy.js';
export type { Assignment, Plan } from './execution/plan/plan.js';
export type { StepTimes } from './execution/plan/step-times.js';
export type { MemoryLimits } from './execution/platform/platform.js';
export { RemoteContext } from './execution/contexts/remote-context.js';
export type { RemoteOptions } from './execution/contexts/remote-context.js';
export { IsolateContext, ThreadContext } from './execution/contexts/thread.js';
export type { IsolateOptions, ThreadOptions } from './execution/contexts/thread.js';
export { ProcessContext } from './execution/contexts/process.js';
export type { ProcessOptions } from './execution/contexts/process.js';
export type { ContractLaw } from './execution/errors.js';
export {
  ModuleLoadError,
  NoModuleError,
  PlacementError,
  PoisonStepError,
  RefinerContractError,
  RemoteError,
  UnknownRefinerError,
} from './execution/errors.js';
export {
  ContradictionError,
  DivisionByZeroError,
  DomainError,
  LimitError,
  PincerError,
} from './exact/errors.js';
export type { Explanation, NodeExplanation } from './observe/explanation.js';
export { TraceHash } from './observe/trace-hash.js';
export { explanationData, explainText } from './observe/explanation-text.js';
export type { ExplanationData, LogRecord, NodeExplanationData } from './observe/explanation-text.js';
export { StalledError, StepFailedError } from './coordinator/errors.js';
export type { Event, LeaseEnd } from './coordinator/events.js';
export type { CheckedGoal } from './coordinator/goals/goal.js';
export type {
  ErrorData,
  Lease,
  LeaseId,
  RefinerReference,
  Settlement,
  Stamp,
} from './coordinator/leases/lease.js';
export type { Nanoseconds } from './coordinator/time.js';
export type { LeaseCounts } from './coordinator/leases/lease-table.js';
export type {
  Budget,
  OperationClass,
  OperationId,
  OperationStatistics,
  Outcome,
  Reason,
  Request,
  Status,
} from './coordinator/operations/request.js';
export type { OperationCounts, OperationQuery } from './coordinator/operations/operation-table.js';
export type {
  OperationRecord,
  OperationStatus,
} from './coordinator/operations/operation-record.js';
export type {
  ComputingKind,
  ContextKind,
  ContextStatistics,
  Execution,
  ExecutionContext,
  RemoteKind,
} from './coordinator/leases/port.js';
export type { Combinator } from './combinators/combinator.js';
export type { Dyadic } from './exact/dyadic.js';
export type {
  Above,
  All,
  Below,
  Enclosure,
  Log2,
  Narrow,
  Wide,
} from './exact/enclosure/enclosure.js';
export type { CachePolicy } from './graph/eviction.js';
export type { NodeId } from './graph/node.js';
export type { Rational } from './exact/rational.js';
export type {
  Demand,
  Modulus,
  Need,
  Plain,
  Predicate,
  Quantum,
  Refiner,
  StepContext,
  StepResult,
} from './refiners/refiner.js';
export { SerializationError } from './refiners/codec.js';
export type { Clock } from './session/clock.js';
