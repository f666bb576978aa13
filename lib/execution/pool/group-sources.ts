/** Where the slots of each group get their contexts from. */
import type { RemoteKind } from '../../coordinator/leases/port.js';
import { MOST_CONTEXTS } from '../check-count.js';
import { contextOpener } from '../contexts/context-opener.js';
import { SourceContext } from '../contexts/source-context.js';
import type { SourceContextOptions } from '../contexts/source-context.js';
import { REMOTE_KINDS } from '../plan/strategy.js';
import { ContextLimit } from './context-limit.js';
import type { ContextSource } from './context-source.js';
import { OwnedContext } from './owned-context.js';
import { ContextPool } from './pool.js';
import { SharedContext } from './shared-context.js';
import type { WorkerGroup } from './worker-groups.js';
import { SPARES_PER_SLOT } from './worker-slots.js';

export interface GroupSourcesOptions {
  /** How many contexts of each kind run leases at once. */
  readonly counts: Readonly<Record<RemoteKind, number>>;
  /** The most contexts at once, of all kinds together; by default there is room for all slots and their spares. */
  readonly limit: number | undefined;
  /** Asks a source. */
  readonly ask: SourceContextOptions['ask'];
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
  readonly #limit: ContextLimit;

  constructor(options: GroupSourcesOptions) {
    this.#options = options;
    const { counts, limit } = options;
    const all = REMOTE_KINDS.reduce((sum, kind) => sum + counts[kind], 0);
    const most = Math.min(MOST_CONTEXTS, Math.max(1, (1 + SPARES_PER_SLOT) * all));
    this.#limit = new ContextLimit(limit ?? most);
  }

  open(group: WorkerGroup): ContextSource {
    const { contexts, count: capacity } = group;
    const { ask, wake } = this.#options;
    if (contexts.from === 'owner') return new SharedContext(contexts.context, wake);
    if (contexts.from === 'pool') return this.#pool(group, contexts.kind);
    return new OwnedContext(new SourceContext({ name: contexts.name, capacity, ask }));
  }

  #pool({ name, count, queues, fresh }: WorkerGroup, kind: RemoteKind): ContextPool {
    const { worker, minimum, idleMilliseconds, stopGraceMilliseconds } = this.#options;
    const { beforeStart, afterEnd } = this.#options;
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
      limit: this.#limit,
      ...(idleMilliseconds === undefined ? {} : { idleMilliseconds }),
      ...(beforeStart === undefined ? {} : { beforeStart }),
      afterEnd: (context) => {
        afterEnd(name, context);
      },
    });
  }
}
