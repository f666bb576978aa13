import type { ExecutionContext, RemoteKind } from '../../coordinator/leases/port.js';
import { UnknownContextKindError } from '../errors.js';
import { ProcessContext } from './process.js';
import type { ProcessOptions } from './process.js';
import { IsolateContext, ThreadContext } from './thread.js';
import type { IsolateOptions } from './thread.js';

/** What contexts of the kinds are opened with; each kind takes what concerns it. */
export interface OpenerOptions extends Omit<IsolateOptions, 'name'>, Omit<ProcessOptions, 'name'> {}

/**
 * A function that opens contexts of one kind under the name that it is given.
 *
 * @throws UnknownContextKindError for another kind.
 */
export function contextOpener(
  kind: RemoteKind,
  options: OpenerOptions = {},
): (name: string) => ExecutionContext {
  const open = openers[kind] as (typeof openers)[RemoteKind] | undefined;
  if (open === undefined) throw new UnknownContextKindError(kind, Object.keys(openers));
  return (name) => open(name, options);
}

const openers: Readonly<
  Record<RemoteKind, (name: string, options: OpenerOptions) => ExecutionContext>
> = {
  thread: (name, { capacity, stopGraceMilliseconds, worker }) =>
    new ThreadContext({ name, capacity, stopGraceMilliseconds, worker }),
  isolate: (name, { capacity, stopGraceMilliseconds, worker, resourceLimits }) =>
    new IsolateContext({ name, capacity, stopGraceMilliseconds, worker, resourceLimits }),
  process: (name, { capacity, stopGraceMilliseconds, maxOldGenerationSizeMb }) =>
    new ProcessContext({ name, capacity, stopGraceMilliseconds, maxOldGenerationSizeMb }),
};
