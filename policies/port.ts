/**
 * What a scheduling policy is to a driver: the port of the coordinator, without what no bench needs.
 * The library's coordinator fits it as it is; the policies that it is compared with fit it too.
 */
import type { Poll } from '#lib/coordinator/coordinator.js';
import type { Run } from '#lib/coordinator/transitions/lease-issuer.js';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import type { Nanoseconds } from '#lib/coordinator/time.js';
import type {
  OperationId,
  Outcome,
  OperationRequest,
} from '#lib/coordinator/operations/request.js';
import type { Slot } from '#lib/coordinator/leases/port.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import type { NodeId } from '#lib/graph/node.js';

export interface Decided extends Pick<Poll, 'outcomes'> {
  readonly run: readonly Pick<Run, 'slot' | 'lease'>[];
}

export interface Port {
  admit(request: OperationRequest, now: Nanoseconds): OperationId;
  settle(lease: Lease, settlement: Settlement, now: Nanoseconds): void;
  poll(slots: readonly Slot[], now: Nanoseconds, only?: OperationId): Decided;
  read(node: NodeId): Enclosure;
}

export type { Lease, Nanoseconds, OperationId, Outcome, OperationRequest, Settlement, Slot };
