/**
 * The slots of groups with the contexts behind them: the part of `execution/` that only programs with workers or
 * sources load, see `deferred-slots.ts`.
 */
import type { Lease } from '../../coordinator/leases/lease.js';
import type { Execution, Slot } from '../../coordinator/leases/port.js';
import type { OperationClass } from '../../coordinator/operations/request.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { Graph } from '../../graph/graph.js';
import { Distrust } from './distrust.js';
import { GroupSources } from './group-sources.js';
import type { GroupSourcesOptions } from './group-sources.js';
import type { WorkerGroup } from './worker-groups.js';
import { WorkerSlots } from './worker-slots.js';
import type { WorkerSlotsOptions } from './worker-slots.js';

export interface GroupSlotsOptions
  extends WorkerSlotsOptions, Omit<GroupSourcesOptions, 'afterEnd'> {
  /** Whose nodes the leases are of. */
  readonly graph: Graph;
  /** Called with the name of a context that its pool has released for good. */
  readonly afterEnd: ((name: string) => void) | undefined;
}

export class GroupSlots extends WorkerSlots {
  readonly #sources: GroupSources;
  readonly #distrust: Distrust;

  constructor(options: GroupSlotsOptions) {
    super(options);
    this.#distrust = new Distrust(options.graph, options.wake);
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
    if (group.contexts.from === 'owner') this.#distrust.add(group.name, group.contexts.context);
    this.add({ ...group, source: this.#sources.open(group) });
  }

  override async close(): Promise<void> {
    await super.close();
    this.#distrust.end();
  }

  override send(
    slot: Slot,
    lease: Lease,
    report: (bounds: Enclosure) => void,
    operationClass?: OperationClass,
  ): Execution | undefined {
    this.#distrust.before(slot.group!, lease);
    return super.send(slot, lease, report, operationClass);
  }
}
