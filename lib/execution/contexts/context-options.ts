import type { RemoteOptions } from './remote-context.js';

/** What a context outside the calling thread may be given, whatever its kind. */
export interface ContextOptions {
  /** Shown in events and statistics; its kind by default. */
  readonly name?: string | undefined;
  /** How many leases it takes at once; they run one after the other. 1 by default. */
  readonly capacity?: number | undefined;
  /**
   * A step that does not react to a stop within this time is ended together with its host. 250 ms by
   * default; `Infinity` waits for it.
   */
  readonly stopGraceMilliseconds?: number | undefined;
  /** The addresses of the modules of refiners that its steps may load; any file that a lease names without it. */
  readonly modules?: readonly string[] | undefined;
}

export const CONTEXT_OPTIONS: readonly string[] = [
  'name',
  'capacity',
  'stopGraceMilliseconds',
  'modules',
];

/** Options with their defaults. */
export function remoteOptions(kind: string, options: ContextOptions): RemoteOptions {
  const { name = kind, capacity = 1, stopGraceMilliseconds } = options;
  return { name, capacity, stopGraceMilliseconds };
}
