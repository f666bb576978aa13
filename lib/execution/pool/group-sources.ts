/** Where the slots of each group get their contexts from, and how groups are named. */
import type { ExecutionContext, RemoteKind } from '../../coordinator/leases/port.js';
import type { Strategy } from '../plan/strategy.js';
import { contextOpener } from '../contexts/context-opener.js';
import type { ContextLimit } from './context-limit.js';
import type { ContextSource } from './context-source.js';
import { OwnedContext } from './owned-context.js';
import { ContextPool } from './pool.js';
import { SharedContext } from './shared-context.js';
import type { SlotGroupOptions } from './worker-slot.js';
import { SPARES_PER_SLOT } from './worker-slots.js';

/** A group of slots before it has any: what its contexts are. */
export interface WorkerGroup extends Omit<SlotGroupOptions, 'source'> {
  readonly contexts:
    /** Of a pool of its own. */
    | { readonly from: 'pool'; readonly kind: RemoteKind }
    /** One context of somebody else. */
    | { readonly from: 'owner'; readonly context: ExecutionContext }
    /** One context that ends with the session. */
    | { readonly from: 'session'; readonly context: ExecutionContext };
}

export interface GroupSourcesOptions {
  /** How many contexts of each kind run leases at once. */
  readonly counts: Readonly<Record<RemoteKind, number>>;
  readonly limit: ContextLimit;
  /** The context in which sources are asked. */
  readonly sources: ExecutionContext;
  /** How many idle worker threads are kept. */
  readonly minimum: number;
  readonly idleMilliseconds: number | undefined;
  readonly stopGraceMilliseconds: number | undefined;
  readonly worker: (() => unknown) | undefined;
  readonly beforeStart: ((name: string) => void) | undefined;
  /** Called with the names of a group and of a context of it that its pool has released for good. */
  readonly afterEnd: (group: string, context: string) => void;
  /** Called when more slots may be free. */
  readonly wake: () => void;
}

export class GroupSources {
  readonly #options: GroupSourcesOptions;
  readonly #given = new Map<ExecutionContext, string>();

  constructor(options: GroupSourcesOptions) {
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
    const { sources: context } = this.#options;
    const { kind, capacity: count } = context;
    const contexts = { from: 'session', context } as const;
    return { name: kind, kind, count, queues: false, untimed: true, contexts };
  }

  open(group: WorkerGroup): ContextSource {
    const { contexts } = group;
    if (contexts.from === 'owner') return new SharedContext(contexts.context, this.#options.wake);
    if (contexts.from === 'session') return new OwnedContext(contexts.context);
    return this.#pool(group, contexts.kind);
  }

  #pooled(name: string, kind: RemoteKind, fresh: boolean): WorkerGroup | string {
    const count = this.#options.counts[kind];
    if (count === 0) return name;
    return { name, kind, count, queues: !fresh, fresh, contexts: { from: 'pool', kind } };
  }

  #pool({ name, count, queues, fresh }: WorkerGroup, kind: RemoteKind): ContextPool {
    const { worker, minimum, idleMilliseconds, stopGraceMilliseconds } = this.#options;
    const { beforeStart, afterEnd, limit } = this.#options;
    return new ContextPool({
      open: contextOpener(kind, {
        capacity: queues ? 2 : 1,
        ...(worker === undefined ? {} : { worker }),
        ...(stopGraceMilliseconds === undefined ? {} : { stopGraceMilliseconds }),
      }),
      name,
      minimum: kind === 'thread' && fresh !== true ? Math.min(minimum, count) : 0,
      maximum: (1 + SPARES_PER_SLOT) * count,
      reuse: fresh !== true,
      limit,
      ...(idleMilliseconds === undefined ? {} : { idleMilliseconds }),
      ...(beforeStart === undefined ? {} : { beforeStart }),
      afterEnd: (context) => {
        afterEnd(name, context);
      },
    });
  }
}
