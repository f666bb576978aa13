/**
 * Where steps run, and what a session says of it: contexts, placement, pools, leases and events; and the parts of a
 * context of one's own, which are a step host, a registry of Pincer's refiners and a codec of leases.
 *
 * @module pincer/execution
 */
export { place, placementOf } from './real/index.js';
export type { PlacedAt, PlaceOptions } from './real/index.js';
export { UnknownStrategyError } from './execution/plan/strategy.js';
export type { Strategy } from './execution/plan/strategy.js';
export type { Assignment, Plan } from './execution/plan/plan.js';
export { PlannedExecution } from './execution/simulation/planned-execution.js';
export type {
  PlannedBoundary,
  PlannedContext,
  PlannedStep,
} from './execution/simulation/planned-execution.js';
export type { StepTimes } from './execution/plan/step-times.js';
export { RemoteContext } from './execution/contexts/remote-context.js';
export type { RemoteOptions } from './execution/contexts/remote-context.js';
export { IsolateContext, ThreadContext } from './execution/contexts/thread.js';
export type { IsolateOptions, ThreadOptions } from './execution/contexts/thread.js';
export { ProcessContext } from './execution/contexts/process.js';
export type { ProcessOptions } from './execution/contexts/process.js';
export type { MemoryLimits } from './execution/platform/platform.js';
export { ContextPool } from './execution/pool/pool.js';
export { ContextLimit } from './execution/pool/context-limit.js';
export type { AcquireOptions } from './execution/pool/context-source.js';
export type { PoolOptions, PoolStatistics } from './execution/pool/pool-options.js';
export {
  InvalidLeaseError,
  ModuleLoadError,
  NoModuleError,
  PlacementError,
  PoisonStepError,
  PoolClosedError,
  RemoteError,
  UnknownRefinerError,
} from './execution/errors.js';
export { fromErrorData, toErrorData } from './execution/host/error-data.js';
export type { ErrorClass } from './execution/host/error-data.js';
export {
  decodeLease,
  decodeLeaseBytes,
  decodeSettlement,
  decodeSettlementBytes,
  encodeLease,
  encodeLeaseBytes,
  encodeSettlement,
  encodeSettlementBytes,
} from './execution/host/lease-codec.js';
export { PROTOCOL_VERSION } from './remote/message.js';
export { checkLease } from './execution/host/lease-check.js';
export { checkSettlement } from './execution/host/settlement.js';
export { createStepHost } from './execution/host/step-host.js';
export type { StepControls, StepHost, StepRun } from './execution/host/step-host.js';
export { builtinRegistry } from './refiners/builtin.js';
export { decodePlain, encodePlain, SerializationError } from './refiners/codec.js';
export { decodePlainBytes, encodePlainBytes } from './refiners/plain-bytes.js';
export type { BigintText } from './refiners/codec.js';
export { registryKey } from './refiners/registry.js';
export type { Registry } from './refiners/registry.js';
export type { LeaseFacts, LeaseWork, SchedulerEvent } from './coordinator/events.js';
export type { AdaptiveFeature } from './coordinator/leases/placement.js';
export type { EventFilter } from './session/event-filter.js';
export type { CheckedGoal } from './coordinator/goals/goal.js';
export type {
  ErrorData,
  Lease,
  LeaseEnd,
  LeaseId,
  PartValues,
  RefinerReference,
  Settlement,
  Stamp,
} from './coordinator/leases/lease.js';
export type { Nanoseconds } from './coordinator/time.js';
export type { LeaseCounts } from './coordinator/leases/lease-table.js';
export type {
  ComputingKind,
  ContextKind,
  ContextStatistics,
  Execution,
  ExecutionContext,
  RemoteKind,
} from './coordinator/leases/port.js';
export type { OperationCounts, OperationQuery } from './coordinator/operations/operation-table.js';
export type {
  OperationRecord,
  OperationStatus,
} from './coordinator/operations/operation-record.js';
export type { OperationStatistics } from './coordinator/operations/request.js';
export type { NodeId } from './graph/node.js';
export type { Clock } from './session/clock.js';
