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
import type { OperationRequest } from '../coordinator/operations/request.js';
import { CostModel } from '../execution/plan/cost-model.js';
import type { SourceContextOptions } from '../execution/contexts/source-context.js';
import { DeferredSlots } from '../execution/pool/deferred-slots.js';
import { WorkerGroups } from '../execution/pool/worker-groups.js';
import type { WorkerGroup } from '../execution/pool/worker-groups.js';
import type { LearnedCosts } from '../execution/plan/cost-model.js';
import { ExecutionPlan, WORKER_START } from '../execution/plan/plan.js';
import type { PlanOptions } from '../execution/plan/plan.js';
import type { PlannedExecution } from '../execution/simulation/planned-execution.js';
import { StepTimeRecorder } from '../execution/plan/step-times.js';
import type { StepTimes } from '../execution/plan/step-times.js';
import { REMOTE_KINDS } from '../execution/plan/strategy.js';
import type { Graph } from '../graph/graph.js';
import type { Refiner } from '../refiners/refiner.js';
import { registryKey } from '../refiners/registry.js';
import type { Clock } from './clock.js';
import type { CheckedOptions } from './options.js';
import { callUserFunction } from './user-function.js';

/** The checked options of a session that concern its workers, and the parts of the session that they use. */
export interface WorkersOptions extends Omit<CheckedOptions, 'autosave' | 'cache' | 'budgets'> {
  readonly graph: Graph;
  readonly clock: Clock;
  /** Asks a source. */
  readonly ask: SourceContextOptions['ask'];
  /** Whether a refiner, by name and version, is one of Pincer's own. */
  readonly isBuiltin: (kind: string) => boolean;
  readonly emit: (events: readonly SchedulerEvent[]) => void;
  /** Called when more slots may be free. */
  readonly wake: () => void;
}

const NO_STARTS: readonly ContextStart[] = [];

export class Workers {
  readonly slots: DeferredSlots;
  readonly plan: ExecutionPlan;
  readonly #options: WorkersOptions;
  readonly #model: CostModel;
  readonly #times = new StepTimeRecorder();
  readonly #groups: WorkerGroups;
  readonly #planOptions: PlanOptions;
  /** The groups that the plan needs and that have no slots yet. */
  readonly #wanted = new Map<string, WorkerGroup>();
  #starts: ContextStart[] = [];

  constructor(options: WorkersOptions) {
    this.#options = options;
    const { graph, clock, eager, placement, placements, worker, isBuiltin } = options;
    this.#groups = new WorkerGroups(options);
    const model = new CostModel(options.isBuiltin);
    this.#model = model;
    const hasReliablePrior = ({ name, version }: Refiner): boolean =>
      isBuiltin(registryKey(name, version));
    this.#planOptions = {
      graph,
      model,
      strategy: placement,
      strategies: placements,
      adaptive: options.adaptive,
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
      groupFor: (strategy) => this.#want(this.#groups.groupOf(strategy)),
      sourceGroup: () => this.#want(this.#groups.sourceGroup),
      wantsWorkers: (count) => {
        this.#want(this.#groups.groupOf('thread'));
        this.#starts.push({ group: 'thread', ahead: true, count });
      },
      takeStarts: () => this.#takeStarts(),
    };
    this.plan = new ExecutionPlan(this.#planOptions);
    this.slots = new DeferredSlots({
      ...options,
      now: () => clock.nanoseconds(),
      ...(options.adaptive.autoscaling ? {} : { sparesPerSlot: 0 }),
      hedgeDelay: (lease, cold) => this.plan.hedgeDelay(lease, cold),
      isShort: (lease) => this.plan.isShort(lease),
      onSettled: (lease, settlement, overhead) => {
        if (overhead?.of === 'message') model.learnMessage(overhead.time, overhead.given);
        // Who made a context has started it, and knows how long that took.
        if (overhead?.of === 'start' && overhead.given === undefined)
          model.learnStart(overhead.time);
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
        callUserFunction((text) => {
          options.onWarning(text);
        }, warning);
      },
    });
  }

  /** Adds the slots of the worker threads before a step needs one, if the session has any. */
  addThreads(): void {
    const threads = this.#groups.groupOf('thread');
    if (typeof threads === 'string' || this.slots.has('thread')) return;
    this.slots.add(threads);
    this.#wanted.delete('thread');
  }

  /** Learns from a settled lease and from those after it in its chain. */
  observe(lease: Lease, settlement: Settlement): void {
    let link: Lease | undefined = lease;
    let end: Settlement | undefined = settlement;
    while (link !== undefined && end?.kind === 'result') {
      // A step that is run again with the values of its parts is short, and would say so of the next.
      if (end.elapsed !== undefined && link.values === undefined) {
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
      const wanted = this.#wanted.get(group);
      if (wanted !== undefined) this.slots.add(wanted);
      this.#wanted.delete(group);
      if (ahead) void this.prewarm(count);
    }
  }

  /** Starts worker threads ahead of need, all or so many; resolves when they are ready. */
  async prewarm(count = Infinity): Promise<void> {
    const { thread } = this.#options.counts;
    this.addThreads();
    await this.slots.prewarm('thread', Math.min(count, thread));
    this.#options.wake();
  }

  /** What was learned about costs. */
  get costs(): LearnedCosts {
    return this.#model.learned;
  }

  /** Goes on from the costs that another session has learned. */
  recallCosts(costs: LearnedCosts): void {
    this.#model.recall(costs);
  }

  close(): Promise<void> {
    return this.slots.close();
  }

  /** Where and when the steps of some requests are predicted to run; nothing runs. */
  async planFor(requests: readonly OperationRequest[]): Promise<PlannedExecution> {
    // Loaded by who asks for a plan: nobody else pays for the simulation.
    const { planExecution } = await import('../execution/simulation/plan-execution.js');
    const groups = this.#groups;
    await this.slots.loaded();
    return planExecution(requests, {
      plan: this.plan,
      slots: this.slots,
      groupOf: (strategy) => groups.groupOf(strategy),
      sourceGroup: () => groups.sourceGroup,
      options: this.#planOptions,
      startCost: this.#model.likelyStart(WORKER_START),
    });
  }

  /** Whether the session offers a group, which is named after its kind, without slots so far. */
  #mayOpen(group: string): boolean {
    return REMOTE_KINDS.some((kind) => kind === group && this.#options.counts[kind] > 0);
  }

  /** Notes that a group is to be added after the poll; a name alone has no slots. */
  #want(group: WorkerGroup | string): string {
    if (typeof group === 'string') return group;
    const { name } = group;
    if (this.slots.has(name) || this.#wanted.has(name)) return name;
    this.#wanted.set(name, group);
    this.#starts.push({ group: name, ahead: false });
    return name;
  }

  #takeStarts(): readonly ContextStart[] {
    if (this.#starts.length === 0) return NO_STARTS;
    const starts = this.#starts;
    this.#starts = [];
    return starts;
  }
}
