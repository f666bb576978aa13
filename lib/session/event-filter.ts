/**
 * Filters of observers.
 *
 * Law: an event passes if it has every property that a filter names, with the value that the filter gives. So a filter
 * by context passes events of leases, and none of operations.
 */
import type { SchedulerEvent } from '../coordinator/events.js';
import { classOf } from '../coordinator/operations/request.js';
import type { OperationClass, OperationId } from '../coordinator/operations/request.js';
import { checkNames } from '../exact/options.js';
import type { NodeId } from '../graph/node.js';
import { SessionError } from './errors.js';

/** Which events an observer is called with: those that fit all that is given. */
export interface EventFilter {
  /** The types of events. */
  readonly kinds?: readonly SchedulerEvent['type'][] | undefined;
  /** Of leases: the name of a refiner, `sin`, or its name and version, `sin@1`. */
  readonly refiner?: string | undefined;
  /** Of leases and of contexts that were lost: the name of a context, such as `thread 1`. */
  readonly context?: string | undefined;
  readonly node?: NodeId | undefined;
  readonly operation?: OperationId | undefined;
  /** Of leases and operations: an effective priority from 1 to 10, or a class by its priorities. */
  readonly priority?: OperationClass | number | undefined;
}

type Field = 'context' | 'node' | 'operation' | 'priority' | 'refiner';

/** The properties of the events of each type that filters ask for. */
const FIELDS: {
  readonly [Type in SchedulerEvent['type']]: readonly (Field &
    keyof Extract<SchedulerEvent, { readonly type: Type }>)[];
} = {
  'operation-admitted': ['operation', 'priority'],
  'operation-started': ['operation', 'priority'],
  'operation-preempted': ['operation', 'priority'],
  'operation-retried': ['node', 'operation', 'priority'],
  'operation-alerted': ['operation', 'priority'],
  'operation-rejected': ['operation', 'priority'],
  'operation-settled': ['operation', 'priority'],
  'root-narrowed': ['operation'],
  'lease-issued': ['context', 'node', 'operation', 'priority', 'refiner'],
  'lease-ended': ['context', 'node', 'operation', 'priority', 'refiner'],
  'conflict-found': ['node'],
  'bounds-widened': ['node'],
  'node-failed': ['node'],
  'context-lost': ['context'],
  'execution-degraded': [],
};

const TYPES = Object.keys(FIELDS) as SchedulerEvent['type'][];

const NAMES: readonly (keyof EventFilter)[] = [
  'kinds',
  'refiner',
  'context',
  'node',
  'operation',
  'priority',
];

/** @throws OptionError for a name that it does not know, SessionError for a type that no event has. */
export function checkFilter(filter: EventFilter): void {
  checkNames('observe', filter, NAMES);
  for (const kind of filter.kinds ?? []) {
    if (!TYPES.includes(kind))
      throw new SessionError(`observe: kinds holds types of events, got ${kind as string}`);
  }
}

/** The types of which an event may pass. */
export function typesOf(filter: EventFilter): SchedulerEvent['type'][] {
  const asked = NAMES.filter((name): name is Field => name !== 'kinds').filter(
    (name) => filter[name] !== undefined,
  );
  return (filter.kinds ?? TYPES).filter((type) => {
    const fields: readonly Field[] = FIELDS[type];
    return asked.every((field) => fields.includes(field));
  });
}

/** Whether an event of one of these types passes. */
export function passes(event: SchedulerEvent, filter: EventFilter): boolean {
  const { refiner, context, node, operation, priority } = filter;
  const facts = event as Partial<Record<Field, unknown>>;
  return (
    isOrUndefined(node, facts.node) &&
    isOrUndefined(operation, facts.operation) &&
    isOrUndefined(context, facts.context) &&
    (priority === undefined ||
      (typeof priority === 'number' ? facts.priority : classOf(facts.priority as number)) ===
        priority) &&
    (refiner === undefined ||
      facts.refiner === refiner ||
      String(facts.refiner).replace(/@\d+$/, '') === refiner)
  );
}

function isOrUndefined(wanted: unknown, value: unknown): boolean {
  return wanted === undefined || wanted === value;
}
