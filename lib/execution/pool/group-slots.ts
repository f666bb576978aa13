/**
 * The slots of groups with the contexts behind them: the part of `execution/` that only programs with workers or
 * sources load, see `deferred-slots.ts`.
 */
import { GroupSources } from './group-sources.js';
import type { GroupSourcesOptions } from './group-sources.js';
import type { WorkerGroup } from './worker-groups.js';
import { WorkerSlots } from './worker-slots.js';
import type { WorkerSlotsOptions } from './worker-slots.js';

export interface GroupSlotsOptions
  extends WorkerSlotsOptions, Omit<GroupSourcesOptions, 'afterEnd'> {
  /** Called with the name of a context that its pool has released for good. */
  readonly afterEnd: ((name: string) => void) | undefined;
}

export class GroupSlots extends WorkerSlots {
  readonly #sources: GroupSources;

  constructor(options: GroupSlotsOptions) {
    super(options);
    this.#sources = new GroupSources({
      ...options,
      afterEnd: (group, context) => {
        this.forget(group, context);
        options.afterEnd?.(context);
      },
    });
  }

  /** Adds the slots of a group. */
  open(group: WorkerGroup): void {
    this.add({ ...group, source: this.#sources.open(group) });
  }
}
