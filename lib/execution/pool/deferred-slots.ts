/**
 * The slots of a session. Their modules, and those of contexts, are loaded with the first group: a program that
 * computes on the calling thread loads none of them.
 *
 * Laws
 * 1. A group is open from the time at which it is added. It has no free slot before the modules are loaded; `wake` is
 *    called then.
 * 2. If the modules cannot be loaded, every group is closed, so its steps run as where no context can be started.
 * 3. `close` waits for a load that is under way, and causes none.
 */
import type { Lease } from '../../coordinator/leases/lease.js';
import type { Execution, ExecutionContext, Slot } from '../../coordinator/leases/port.js';
import type { OperationClass } from '../../coordinator/operations/request.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { GroupSlots, GroupSlotsOptions } from './group-slots.js';
import type { Slots } from './slots.js';
import type { WorkerGroup } from './worker-groups.js';
import type { StartedGroup } from './worker-slot.js';

interface SlotsModule {
  readonly GroupSlots: typeof GroupSlots;
}

export class DeferredSlots implements Slots {
  readonly #options: GroupSlotsOptions;
  readonly #import: () => Promise<SlotsModule>;
  readonly #groups = new Map<string, WorkerGroup>();
  #slots: GroupSlots | undefined;
  #loading: Promise<void> | undefined;
  #hasFailed = false;
  #closing = false;

  /** @param load - loads the modules. */
  constructor(
    options: GroupSlotsOptions,
    load = (): Promise<SlotsModule> => import('./group-slots.js'),
  ) {
    this.#options = options;
    this.#import = load;
  }

  /** Adds a group, which no group of its name may precede. */
  add(group: WorkerGroup): void {
    this.#groups.set(group.name, group);
    if (this.#hasFailed) this.#options.onClosed(group.name, 'its modules could not be loaded');
    else if (this.#slots === undefined) this.#loading ??= this.#load();
    else this.#slots.open(group);
  }

  has(group: string): boolean {
    return this.#groups.has(group);
  }

  /** Resolves when every group that was added has its slots, or is closed. */
  async loaded(): Promise<void> {
    await this.#loading;
  }

  isOpen(group: string): boolean {
    return this.#slots?.isOpen(group) ?? (this.has(group) && !this.#hasFailed);
  }

  countIn(group: string): number {
    return this.#slots?.countIn(group) ?? this.#groups.get(group)?.count ?? 0;
  }

  get contexts(): readonly ExecutionContext[] {
    return this.#slots?.contexts ?? [];
  }

  get started(): readonly StartedGroup[] {
    return this.#slots?.started ?? [];
  }

  listen(): number[] {
    return this.#slots?.listen() ?? [];
  }

  free(): Slot[] {
    return this.#slots?.free() ?? [];
  }

  send(
    slot: Slot,
    lease: Lease,
    report: (bounds: Enclosure) => void,
    operationClass?: OperationClass,
  ): Execution | undefined {
    return this.#slots?.send(slot, lease, report, operationClass);
  }

  get nextChange(): Nanoseconds {
    return this.#slots?.nextChange ?? Infinity;
  }

  enforce(): void {
    this.#slots?.enforce();
  }

  async prewarm(group: string, count?: number): Promise<void> {
    await this.#loading;
    await this.#slots?.prewarm(group, count);
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#loading;
    await this.#slots?.close();
  }

  async #load(): Promise<void> {
    const { onClosed, wake } = this.#options;
    try {
      const { GroupSlots } = await this.#import();
      this.#slots = new GroupSlots(this.#options);
      for (const group of this.#groups.values()) this.#slots.open(group);
    } catch (error) {
      this.#hasFailed = true;
      if (this.#closing) return;
      for (const group of this.#groups.keys()) onClosed(group, String(error));
    }
    if (!this.#closing) wake();
  }
}
