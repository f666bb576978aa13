/**
 * The workers of a session: the slots outside the calling thread, the plan that places steps in them, and what was
 * learned about costs.
 *
 * Laws
 * 1. Contexts and slots are added by `start`, between polls. A poll only notes which groups it needs.
 * 2. A group is added when a step needs it for the first time, so an unused group costs a poll nothing.
 * 3. Every settled lease teaches the cost model, wherever it ran, unless its node has been renumbered since.
 */
import type { SchedulerEvent } from '../coordinator/events.js';
import type { Lease, Settlement } from '../coordinator/leases/lease.js';
import type { ContextStart } from '../coordinator/leases/placement.js';
import type { ExecutionContext, RemoteKind } from '../coordinator/leases/port.js';
import { MOST_CONTEXTS } from '../execution/check-count.js';
import { ContextLimit } from '../execution/pool/context-limit.js';
import { contextOpener } from '../execution/contexts/context-opener.js';
import { CostModel } from '../execution/plan/cost-model.js';
import { WorkerSlots, SPARES_PER_SLOT } from '../execution/pool/worker-slots.js';
import { ExecutionPlan } from '../execution/plan/plan.js';
import { ContextPool } from '../execution/pool/pool.js';
import { StepTimeRecorder } from '../execution/plan/step-times.js';
import type { StepTimes } from '../execution/plan/step-times.js';
import { REMOTE_KINDS } from '../execution/plan/strategy.js';
import type { Strategy } from '../execution/plan/strategy.js';
import { OwnedContext } from '../execution/pool/owned-context.js';
import { SharedContext } from '../execution/pool/shared-context.js';
import type { Graph } from '../graph/graph.js';
import type { Refiner } from '../refiners/refiner.js';
import { registryKey } from '../refiners/registry.js';
import type { Clock } from './clock.js';
import type { CheckedOptions } from './options.js';
import { callUserFunction } from './user-function.js';

/** The checked options of a session that concern its workers, and the parts of the session that they use. */
export interface WorkersOptions extends Omit<CheckedOptions, 'cache' | 'budgets' | 'sources'> {
  readonly graph: Graph;
  readonly clock: Clock;
  /** The context in which sources are asked. */
  readonly sources: ExecutionContext;
  /** Whether a refiner, by name and version, is one of Pincer's own. */
  readonly isBuiltin: (kind: string) => boolean;
  readonly emit: (events: readonly SchedulerEvent[]) => void;
  /** Called when more slots may be free. */
  readonly wake: () => void;
}

const NO_STARTS: readonly ContextStart[] = [];

export class Workers {
  readonly slots: WorkerSlots;
  readonly plan: ExecutionPlan;
  readonly #options: WorkersOptions;
  readonly #model: CostModel;
  readonly #times = new StepTimeRecorder();
  readonly #limit: ContextLimit;
  readonly #shared = new Map<ExecutionContext, string>();
  /** The groups that the plan needs and that have no slots yet, with a function that adds them. */
  readonly #wanted = new Map<string, () => void>();
  #starts: ContextStart[] = [];

  constructor(options: WorkersOptions) {
    this.#options = options;
    const { graph, clock, counts, eager, placement, placements, worker, isBuiltin } = options;
    const all = REMOTE_KINDS.reduce((sum, kind) => sum + counts[kind], 0);
    this.#limit = new ContextLimit(
      options.limit ?? Math.min(MOST_CONTEXTS, Math.max(1, (1 + SPARES_PER_SLOT) * all)),
    );
    const model = new CostModel(options.isBuiltin);
    this.#model = model;
    const hasReliablePrior = ({ name, version }: Refiner): boolean =>
      isBuiltin(registryKey(name, version));
    this.plan = new ExecutionPlan({
      graph,
      model,
      strategy: placement,
      strategies: placements,
      eager,
      hasReliablePrior,
      isLoadable: (refiner) =>
        refiner.module !== undefined || worker !== undefined || hasReliablePrior(refiner),
      isOpen: (group) =>
        this.slots.has(group)
          ? this.slots.isOpen(group)
          : this.#wanted.has(group) || this.#mayOpen(group),
      isOffered: (group) => this.slots.has(group) || this.#mayOpen(group),
      slotsIn: (group) => this.slots.countIn(group),
      groupFor: (strategy) => this.#groupFor(strategy),
      sourceGroup: () => this.#sourceGroup(),
      wantsWorkers: (count) => {
        this.#starts.push({ group: 'thread', ahead: true, count });
      },
      takeStarts: () => this.#takeStarts(),
    });
    this.slots = new WorkerSlots({
      now: () => clock.nanoseconds(),
      stepLimit: options.stepLimit,
      hedgeDelay: (lease, cold) => this.plan.hedgeDelay(lease, cold),
      isShort: (lease) => this.plan.isShort(lease),
      onSettled: (lease, settlement, overhead) => {
        if (overhead?.of === 'message') model.learnMessage(overhead.time);
        if (overhead?.of === 'start') model.learnStart(overhead.time);
        this.observe(lease, settlement);
      },
      onLost: (context, reason) => {
        options.emit([
          { type: 'context-lost', nanoseconds: clock.nanoseconds(), context: context.name, reason },
        ]);
      },
      onClosed: (group, reason) => {
        options.emit([
          { type: 'execution-degraded', nanoseconds: clock.nanoseconds(), kind: group, reason },
        ]);
        const warning = `contexts of kind ${group} do not start, so their steps run on the calling thread: ${reason}`;
        callUserFunction(() => {
          options.onWarning(warning);
        });
      },
    });
    if (counts.thread > 0) this.#addPool('thread', 'thread', false);
  }

  /** Learns from a settled lease and from those after it in its chain. */
  observe(lease: Lease, settlement: Settlement): void {
    let link: Lease | undefined = lease;
    let end: Settlement | undefined = settlement;
    while (link !== undefined && end?.kind === 'result') {
      if (end.elapsed !== undefined) {
        // After a renumbering the same number may mean another node.
        if (link.epoch === this.#options.graph.epoch) {
          this.#model.learn(link, end.elapsed, end.steps);
        }
        this.#times.add(link, end.elapsed, end.steps);
      }
      link = link.then;
      end = end.then;
    }
  }

  /** Statistics of how long leases took. */
  get times(): StepTimes {
    return this.#times.summary();
  }

  /** Starts the groups and the workers that a poll found to be needed. */
  start(starts: readonly ContextStart[]): void {
    for (const { group, ahead, count } of starts) {
      this.#wanted.get(group)?.();
      this.#wanted.delete(group);
      if (ahead) void this.prewarm(count);
    }
  }

  /** Starts worker threads ahead of need, all or so many; resolves when they are ready. */
  async prewarm(count = Infinity): Promise<void> {
    const { thread } = this.#options.counts;
    await this.slots.prewarm('thread', Math.min(count, thread));
    this.#options.wake();
  }

  close(): Promise<void> {
    return this.slots.close();
  }

  /** Whether the session offers a group, which is named after its kind, without slots so far. */
  #mayOpen(group: string): boolean {
    return REMOTE_KINDS.some((kind) => kind === group && this.#options.counts[kind] > 0);
  }

  /** Notes that a group is to be added after the poll. */
  #want(group: string, add: () => void): void {
    if (this.slots.has(group) || this.#wanted.has(group)) return;
    this.#wanted.set(group, add);
    this.#starts.push({ group, ahead: false });
  }

  #takeStarts(): readonly ContextStart[] {
    if (this.#starts.length === 0) return NO_STARTS;
    const starts = this.#starts;
    this.#starts = [];
    return starts;
  }

  #groupFor(strategy: Exclude<Strategy, 'auto'>): string {
    if (strategy === 'inline') return strategy;
    if (typeof strategy === 'string') return this.#pooled(strategy, strategy, false);
    if ('fresh' in strategy) return this.#pooled(`fresh ${strategy.fresh}`, strategy.fresh, true);
    let group = this.#shared.get(strategy);
    if (group === undefined) {
      group = `${strategy.name} (given ${String(this.#shared.size + 1)})`;
      this.#shared.set(strategy, group);
      const { kind, capacity: count } = strategy;
      const name = group;
      this.#want(name, () => {
        const source = new SharedContext(strategy, this.#options.wake);
        this.slots.add({ name, kind, count, queues: false, source });
      });
    }
    return group;
  }

  #sourceGroup(): string {
    const { kind, capacity } = this.#options.sources;
    this.#want(kind, () => {
      const source = new OwnedContext(this.#options.sources);
      this.slots.add({ name: kind, kind, count: capacity, queues: false, untimed: true, source });
    });
    return kind;
  }

  #pooled(group: string, kind: RemoteKind, fresh: boolean): string {
    if (this.#options.counts[kind] > 0) {
      this.#want(group, () => {
        this.#addPool(group, kind, fresh);
      });
    }
    return group;
  }

  #addPool(group: string, kind: RemoteKind, fresh: boolean): void {
    const {
      counts,
      worker,
      minimum,
      idleMilliseconds,
      beforeStart,
      afterEnd,
      stopGraceMilliseconds,
    } = this.#options;
    const count = counts[kind];
    const queues = !fresh;
    const pool = new ContextPool({
      open: contextOpener(kind, {
        capacity: queues ? 2 : 1,
        ...(worker === undefined ? {} : { worker }),
        ...(stopGraceMilliseconds === undefined ? {} : { stopGraceMilliseconds }),
      }),
      name: group.replace(' ', '-'),
      minimum: kind === 'thread' && !fresh ? Math.min(minimum, count) : 0,
      maximum: (1 + SPARES_PER_SLOT) * count,
      reuse: !fresh,
      limit: this.#limit,
      ...(idleMilliseconds === undefined ? {} : { idleMilliseconds }),
      ...(beforeStart === undefined ? {} : { beforeStart }),
      afterEnd: (name) => {
        this.slots.forget(group, name);
        afterEnd?.(name);
      },
    });
    this.slots.add({ name: group, kind, count, queues, source: pool });
  }
}
