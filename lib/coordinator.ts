/**
 * The scheduler itself, for those who bring a driver, a clock or a transport of their own: a graph of
 * bounds, and a state machine that says which step runs next. Neither has a clock, a timer, a promise or a
 * thread; every time is given to them in nanoseconds.
 *
 * A driver repeats three calls. `admit` takes a request in; `poll` is told which slots are free and says
 * which leases to run in them, which to stop and which requests have ended; `settle` takes what became of
 * a lease. A lease and its settlement are plain data: `pincer/execution` has the codec that makes them text, and
 * the step host that runs them wherever it stands.
 *
 * @module pincer/coordinator
 */
export { Coordinator } from './coordinator/coordinator.js';
export type { CoordinatorOptions, Poll } from './coordinator/coordinator.js';
export type { StopAt } from './coordinator/transitions/time-limit.js';
export type { CallingThread } from './coordinator/transitions/first-pass.js';
export type { Run } from './coordinator/transitions/lease-issuer.js';
export { CoordinatorError } from './coordinator/errors.js';
export { checkGoal } from './coordinator/goals/goal.js';
export { exponentialBackoff } from './coordinator/leases/backoff.js';
export type { Backoff } from './coordinator/leases/backoff.js';
export { inlineQuantum, ONE_STEP, predictCost } from './coordinator/leases/placement.js';
export type { Outlook } from './coordinator/leases/outlook.js';
export { placementByPrior } from './coordinator/leases/prior-placement.js';
export type { PriorPlacementOptions } from './coordinator/leases/prior-placement.js';
export type {
  Assigned,
  ContextStart,
  Message,
  Placement,
  PredictedStep,
  Refused,
  StepReason,
  StepRequest,
} from './coordinator/leases/placement.js';
export type { SettledLease } from './coordinator/leases/lease.js';
export type { Slot } from './coordinator/leases/port.js';
export type { BudgetOptions } from './coordinator/operations/budget.js';
export type {
  OperationBudget,
  OperationRequest,
  Outcome,
} from './coordinator/operations/request.js';
export type { ExactEnds } from './exact/decimal/exact-ends.js';
export type { Stop } from './exact/interruption.js';
export type { IdentityProof } from './identity/identify.js';
export type { ExactRange, Fraction } from './combinators/exact-range.js';
export { Graph } from './graph/graph.js';
export { Structure } from './graph/structure.js';
export type { CacheCounts } from './graph/columns/usage.js';
export type { CacheLimits } from './graph/eviction.js';
export type { Kind } from './graph/kind.js';
export type { Combinator } from './combinators/combinator.js';
export { admission, resultOf } from './real/index.js';
export type { AdmittedRoot } from './real/index.js';
export { monotonicClock } from './session/clock.js';
