import type { ExecutionContext, RemoteKind } from '../../coordinator/leases/port.js';
import { UnknownContextKindError } from '../errors.js';
import { ProcessContext } from './process.js';
import type { ProcessOptions } from './process.js';
import { IsolateContext, ThreadContext } from './thread.js';
import type { IsolateOptions } from './thread.js';

/** What contexts of the kinds are opened with; each kind takes what concerns it. */
export type OpenerOptions = Omit<IsolateOptions & ProcessOptions, 'name'>;

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
  thread: (name, options) => new ThreadContext({ ...options, name }),
  isolate: (name, options) => new IsolateContext({ ...options, name }),
  process: (name, options) => new ProcessContext({ ...options, name }),
};
