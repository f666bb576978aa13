/**
 * What listeners are told of leases, whoever issues and ends them.
 *
 * Law: nothing is put together of which nobody wants to be told.
 */
import { widthLog2 } from '../exact/enclosure/enclosure.js';
import type { Graph } from '../graph/graph.js';
import { keyOf } from '../refiners/registry.js';
import type { EventLog } from './event-log.js';
import type { LeaseWork, SchedulerEvent } from './events.js';
import type { Nanoseconds } from './time.js';
import type { Lease, LeaseEnd, Settlement } from './leases/lease.js';
import type { OpenLease } from './leases/lease-table.js';
import type { AdaptiveFeature } from './leases/placement.js';
import { contextIn, INLINE } from './leases/port.js';

/** Who listens, and the graph whose nodes are named. */
interface Told {
  readonly graph: Graph;
  readonly log: EventLog;
}

/** For whom a lease was issued, and where it runs. */
export type LeaseTerms = Pick<OpenLease, 'operation' | 'class' | 'priority' | 'slot'> &
  Partial<Pick<OpenLease, 'preempted'>>;

/** What a lease brought; the time of a stopped one is not known. */
export type Answer = Pick<
  Extract<Settlement, { kind: 'result' }>,
  'result' | 'steps' | 'elapsed' | 'startedAt'
>;

const NO_FEATURES: readonly AdaptiveFeature[] = [];

export function tellIssued(
  { graph, log }: Told,
  lease: Lease,
  { operation, class: operationClass, priority, slot }: LeaseTerms,
  now: Nanoseconds,
  features = NO_FEATURES,
): void {
  if (!log.wants('lease-issued')) return;
  const event: SchedulerEvent = {
    type: 'lease-issued',
    nanoseconds: now,
    lease: lease.id,
    node: lease.node,
    refiner: keyOf(lease.refiner),
    operation,
    class: operationClass,
    priority,
    slot: slot.id,
    name: graph.describe(lease.node),
    children: [...graph.childrenOf(lease.node)],
    context: contextIn(slot),
    demand: lease.demand,
    steps: lease.quantum.steps,
    predictedCost: lease.predictedCost,
    features,
  };
  // Read when the event is handed on: a driver that opens a context for the lease knows its name by then.
  if (slot !== INLINE)
    Object.defineProperty(event, 'context', { get: () => contextIn(slot), enumerable: true });
  log.emit(event);
}

export function tellEnded(
  { graph, log }: Told,
  lease: Lease,
  { operation, class: operationClass, priority, slot, preempted }: LeaseTerms,
  end: LeaseEnd,
  now: Nanoseconds,
  answer?: Answer,
): void {
  if (!log.wants('lease-ended')) return;
  log.emit({
    type: 'lease-ended',
    nanoseconds: now,
    lease: lease.id,
    node: lease.node,
    refiner: keyOf(lease.refiner),
    operation,
    class: operationClass,
    priority,
    context: contextIn(slot),
    end,
    widthBefore: widthLog2(lease.bounds),
    widthAfter: lease.epoch === graph.epoch ? graph.widthOf(lease.node) : widthLog2(lease.bounds),
    ...(answer === undefined ? {} : { work: workOf(answer) }),
    ...(preempted === true ? { preempted } : {}),
  });
}

function workOf({ result, steps, elapsed, startedAt }: Answer): LeaseWork {
  const { cost = 1, bits = 0 } = result;
  return { steps, cost, bits, elapsed, startedAt };
}
