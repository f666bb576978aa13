import type { ComputingKind, ExecutionContext, RemoteKind } from '../../coordinator/leases/port.js';
import { PincerError } from '../../exact/errors.js';

/** Where the steps of a refiner run. */
export type Strategy =
  /** Inline or on a worker thread, whichever is predicted to cost less. */
  | 'auto'
  /** In contexts of this kind. */
  | ComputingKind
  /** In this context. Its maker ends it. */
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
    if ('execute' in value && typeof value.execute === 'function') return value as Strategy;
  }
  throw new UnknownStrategyError(
    `${where}: a placement is ${NAMES.join(', ')}, { fresh: ${REMOTE_KINDS.join(' | ')} } ` +
      `or an execution context, got ${show(value)}`,
  );
}

function show(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return 'fresh' in value ? `{ fresh: ${String(value.fresh)} }` : 'an object of another shape';
}
