import type { ComputingKind, ExecutionContext } from '../../coordinator/leases/port.js';
import { UnknownContextKindError } from '../errors.js';
import { InlineContext } from './inline.js';
import { ProcessContext, type ProcessOptions } from './process.js';
import type { StepHost } from '../host/step-host.js';
import { IsolateContext, ThreadContext, type IsolateOptions } from './thread.js';

/** What contexts of the kinds are opened with; each kind takes what concerns it. */
export interface OpenerOptions extends Omit<IsolateOptions, 'name'>, Omit<ProcessOptions, 'name'> {
  /** The host behind inline contexts. */
  readonly host: StepHost;
}

/**
 * A function that opens contexts of one kind, for a pool or for a place of its own.
 *
 * @throws UnknownContextKindError for another kind.
 */
export function contextOpener(
  kind: ComputingKind,
  options: OpenerOptions,
): (name: string) => ExecutionContext {
  const open = openers[kind] as (typeof openers)[ComputingKind] | undefined;
  if (open === undefined) throw new UnknownContextKindError(kind, Object.keys(openers));
  return (name) => open(name, options);
}

const openers: Readonly<
  Record<ComputingKind, (name: string, options: OpenerOptions) => ExecutionContext>
> = {
  inline: (name, { host }) => new InlineContext(host, name),
  thread: (name, { capacity, stopGraceMilliseconds, worker }) =>
    new ThreadContext({ name, capacity, stopGraceMilliseconds, worker }),
  isolate: (name, { capacity, stopGraceMilliseconds, worker, resourceLimits }) =>
    new IsolateContext({ name, capacity, stopGraceMilliseconds, worker, resourceLimits }),
  process: (name, { capacity, stopGraceMilliseconds, maxOldGenerationSizeMb }) =>
    new ProcessContext({ name, capacity, stopGraceMilliseconds, maxOldGenerationSizeMb }),
};
