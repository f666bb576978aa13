/** The groups of slots that a session may have: how each is named, and what its contexts are. */
import type { ExecutionContext, RemoteKind } from '../../coordinator/leases/port.js';
import type { Strategy } from '../plan/strategy.js';
import type { SlotGroupOptions } from './worker-slot.js';

/** A group of slots before it has any: what its contexts are. */
export interface WorkerGroup extends Omit<SlotGroupOptions, 'source'> {
  readonly contexts:
    /** Of a pool of its own. */
    | { readonly from: 'pool'; readonly kind: RemoteKind }
    /** One context of somebody else. */
    | { readonly from: 'owner'; readonly context: ExecutionContext }
    /** The one context, of this name, in which the sources of the session are asked. */
    | { readonly from: 'sources'; readonly name: string };
}

export interface WorkerGroupsOptions {
  /** How many contexts of each kind run leases at once. */
  readonly counts: Readonly<Record<RemoteKind, number>>;
  /** How many sources are asked at once. */
  readonly sources: number;
}

export class WorkerGroups {
  readonly #options: WorkerGroupsOptions;
  readonly #given = new Map<ExecutionContext, string>();

  constructor(options: WorkerGroupsOptions) {
    this.#options = options;
  }

  /** The group that carries out a strategy; its name alone where it has no slots of its own. */
  groupOf(strategy: Exclude<Strategy, 'auto'>): WorkerGroup | string {
    if (strategy === 'inline') return strategy;
    if (typeof strategy === 'string') return this.#pooled(strategy, strategy, false);
    if ('fresh' in strategy) return this.#pooled(`fresh ${strategy.fresh}`, strategy.fresh, true);
    let name = this.#given.get(strategy);
    if (name === undefined) {
      name = `${strategy.name} (given ${String(this.#given.size + 1)})`;
      this.#given.set(strategy, name);
    }
    const { kind, capacity: count } = strategy;
    return { name, kind, count, queues: false, contexts: { from: 'owner', context: strategy } };
  }

  /** The group in which sources are asked. */
  get sourceGroup(): WorkerGroup {
    const contexts = { from: 'sources', name: 'sources' } as const;
    const { sources: count } = this.#options;
    return { name: 'source', kind: 'source', count, queues: false, untimed: true, contexts };
  }

  #pooled(name: string, kind: RemoteKind, fresh: boolean): WorkerGroup | string {
    const count = this.#options.counts[kind];
    if (count === 0) return name;
    return { name, kind, count, queues: !fresh, fresh, contexts: { from: 'pool', kind } };
  }
}
