import type { ComputingKind, ExecutionContext, RemoteKind } from '../../coordinator/leases/port.js';
import { PincerError } from '../../exact/errors.js';

/** Where the steps of a refiner run. */
export type Strategy =
  /** Inline or on a worker thread, whichever is predicted to cost less. */
  | 'auto'
  /** In contexts of this kind. */
  | ComputingKind
  /** In this context, those that it serves. Its maker ends it. */
  | ExecutionContext
  /** Each lease in a context of its own, which ends after it. */
  | { readonly fresh: RemoteKind };

/** A placement is none of the known strategies. */
export class UnknownStrategyError extends PincerError {}

export const REMOTE_KINDS: readonly RemoteKind[] = ['thread', 'isolate', 'process'];
const NAMES: readonly unknown[] = ['auto', 'inline', ...REMOTE_KINDS];

/** @throws UnknownStrategyError naming the value. */
export function checkStrategy(where: string, value: unknown): Strategy {
  if (NAMES.includes(value)) return value as Strategy;
  if (typeof value === 'object' && value !== null) {
    if ('fresh' in value && REMOTE_KINDS.some((kind) => kind === value.fresh)) {
      return value as Strategy;
    }
    if ('execute' in value) return checkContext(where, value as Partial<ExecutionContext>);
  }
  throw new UnknownStrategyError(
    `${where}: a placement is ${NAMES.join(', ')}, { fresh: ${REMOTE_KINDS.join(' | ')} } ` +
      `or an execution context, got ${show(value)}`,
  );
}

/** What a session calls and reads of a context that it is given, and of which type each is. */
const PORT = {
  ...{ name: 'string', kind: 'string', capacity: 'number', alive: 'boolean' },
  ...{ execute: 'function', whenAvailable: 'function', stats: 'function' },
} as const;

function checkContext(where: string, context: Partial<ExecutionContext>): ExecutionContext {
  const refuse = (member: string, what: string, got: unknown): UnknownStrategyError =>
    new UnknownStrategyError(
      `${where}: the ${member} of an execution context is a ${what}, got ${String(got)}`,
    );
  for (const [member, type] of Object.entries(PORT)) {
    const got: unknown = context[member as keyof typeof PORT];
    if (typeof got !== type) throw refuse(member, type, got);
  }
  const { capacity } = context;
  if (!Number.isSafeInteger(capacity) || capacity! < 1)
    throw refuse('capacity', 'positive integer', capacity);
  return context as ExecutionContext;
}

/** How many more leases a context that somebody made takes now. One that cannot say takes none. */
export function roomIn(context: ExecutionContext): number {
  try {
    const room = context.capacity - context.stats().inFlight;
    return room > 0 ? room : 0;
  } catch {
    return 0;
  }
}

/** Whether a strategy is a context that somebody made. */
export function isGiven(strategy: Strategy): strategy is ExecutionContext {
  return typeof strategy === 'object' && 'execute' in strategy;
}

function show(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return 'fresh' in value ? `{ fresh: ${String(value.fresh)} }` : 'an object of another shape';
}
