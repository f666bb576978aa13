/** The places outside the calling thread that a session has, and the plan of who runs where. */
import type { SchedulerEvent } from '../coordinator/events.js';
import type { Lease, Settlement } from '../coordinator/leases/lease.js';
import type { ExecutionContext } from '../coordinator/leases/port.js';
import { mostContexts } from '../execution/pool/check-count.js';
import { ContextLimit } from '../execution/pool/context-limit.js';
import { contextOpener } from '../execution/contexts/context-opener.js';
import { CostModel } from '../execution/plan/cost-model.js';
import { Places, SPARE_PLACES } from '../execution/pool/places.js';
import { ExecutionPlan } from '../execution/plan/plan.js';
import { ContextPool } from '../execution/pool/pool.js';
import type { StepHost } from '../execution/host/step-host.js';
import { StepTimeRecorder } from '../execution/plan/step-times.js';
import type { StepTimes } from '../execution/plan/step-times.js';
import { REMOTE_KINDS } from '../execution/plan/strategy.js';
import type { RemoteKind, Strategy } from '../execution/plan/strategy.js';
import { FreshSupply, GivenSupply, PooledSupply, SharedSupply } from '../execution/pool/supply.js';
import type { Graph } from '../graph/graph.js';
import type { Refiner } from '../refiners/refiner.js';
import { registryKey } from '../refiners/registry.js';
import type { Clock } from './clock.js';

export interface WorkforceOptions {
  readonly graph: Graph;
  readonly clock: Clock;
  readonly host: StepHost;
  /** How many contexts of each kind run leases at once. */
  readonly counts: Readonly<Record<RemoteKind, number>>;
  /** Where sources are asked. */
  readonly sources: ExecutionContext;
  /** Whether workers are started as soon as a step could use one. */
  readonly eager: boolean;
  readonly minimum: number;
  readonly idleMilliseconds: number | undefined;
  readonly limit: number | undefined;
  readonly stopGraceMilliseconds: number | undefined;
  /** In nanoseconds. */
  readonly stepLimit: number;
  readonly placement: Strategy;
  readonly placements: Readonly<Record<string, Strategy>>;
  readonly worker: (() => unknown) | undefined;
  readonly beforeStart: ((name: string) => void) | undefined;
  readonly afterEnd: ((name: string) => void) | undefined;
  /** Whether a kind, by name and version, comes with Pincer. */
  readonly isBuiltin: (kind: string) => boolean;
  readonly tell: (events: readonly SchedulerEvent[]) => void;
  /** More places may be free. */
  readonly wake: () => void;
}

export class Workforce {
  readonly places: Places;
  readonly plan: ExecutionPlan;
  readonly #options: WorkforceOptions;
  readonly #model: CostModel;
  readonly #times = new StepTimeRecorder();
  readonly #limit: ContextLimit;
  readonly #given = new Map<ExecutionContext, string>();

  constructor(options: WorkforceOptions) {
    this.#options = options;
    const { graph, clock, counts, eager, placement, placements, worker, isBuiltin } = options;
    const all = REMOTE_KINDS.reduce((sum, kind) => sum + counts[kind], 0);
    this.#limit = new ContextLimit(
      options.limit ?? Math.min(mostContexts, Math.max(1, (1 + SPARE_PLACES) * all)),
    );
    const model = new CostModel(options.isBuiltin);
    this.#model = model;
    const isFamiliar = ({ name, version }: Refiner): boolean =>
      isBuiltin(registryKey(name, version));
    this.plan = new ExecutionPlan({
      graph,
      model,
      strategy: placement,
      strategies: placements,
      eager,
      isFamiliar,
      travels: (refiner) =>
        refiner.module !== undefined || worker !== undefined || isFamiliar(refiner),
      isOpen: (group) =>
        this.places.has(group) ? this.places.isOpen(group) : this.#mayOpen(group),
      isOffered: (group) => this.places.has(group) || this.#mayOpen(group),
      placesIn: (group) => this.places.countIn(group),
      groupFor: (strategy) => this.#groupFor(strategy),
      sourceGroup: () => this.#sourceGroup(),
      wantsWorkers: () => {
        void this.prewarm();
      },
    });
    this.places = new Places({
      now: () => clock.nanoseconds(),
      stepLimit: options.stepLimit,
      patience: (lease, cold) => this.plan.patience(lease, cold),
      isShort: (lease) => this.plan.isShort(lease),
      learn: (lease, settlement, overhead) => {
        if (overhead?.of === 'message') model.learnMessage(overhead.time);
        if (overhead?.of === 'start') model.learnStart(overhead.time);
        this.observe(lease, settlement);
      },
      lost: (context, reason) => {
        options.tell([
          { type: 'context-lost', nanoseconds: clock.nanoseconds(), context: context.name, reason },
        ]);
      },
      closed: (group, reason) => {
        options.tell([
          { type: 'execution-degraded', nanoseconds: clock.nanoseconds(), kind: group, reason },
        ]);
      },
    });
    if (counts.thread > 0) this.#addPool('thread', 'thread', false);
  }

  /** Learns from a lease that has settled, wherever it ran, and from those after it in its chain. */
  observe(lease: Lease, settlement: Settlement): void {
    let link: Lease | undefined = lease;
    let end: Settlement | undefined = settlement;
    while (link !== undefined && end?.kind === 'result') {
      if (end.elapsed !== undefined) {
        // Under an older number it would speak of another node.
        if (link.epoch === this.#options.graph.epoch) {
          this.#model.learn(link, end.elapsed, end.steps);
        }
        this.#times.add(link, end.elapsed, end.steps);
      }
      link = link.then;
      end = end.then;
    }
  }

  /** How long leases took. */
  get times(): StepTimes {
    return this.#times.summary();
  }

  /** Starts the worker threads ahead of need; resolves when they are ready. */
  async prewarm(): Promise<void> {
    await this.places.prewarm('thread', this.#options.counts.thread);
    this.#options.wake();
  }

  close(): Promise<void> {
    return this.places.close();
  }

  /** Whether there are to be places of a group, named after a kind, that has none yet. */
  #mayOpen(group: string): boolean {
    return REMOTE_KINDS.some((kind) => kind === group && this.#options.counts[kind] > 0);
  }

  /** Places are added when they are first asked for: those that nobody uses cost no poll anything. */
  #groupFor(strategy: Exclude<Strategy, 'auto'>): string {
    if (strategy === 'inline') return strategy;
    if (typeof strategy === 'string') return this.#pooled(strategy, strategy, false);
    if ('fresh' in strategy) return this.#pooled(`fresh ${strategy.fresh}`, strategy.fresh, true);
    let group = this.#given.get(strategy);
    if (group === undefined) {
      group = `${strategy.name} (given ${String(this.#given.size + 1)})`;
      this.#given.set(strategy, group);
      const { kind, capacity: count } = strategy;
      this.places.add({
        name: group,
        kind,
        count,
        queues: false,
        supply: new GivenSupply(strategy, this.#options.wake),
      });
      this.#options.wake();
    }
    return group;
  }

  #sourceGroup(): string {
    const { kind, capacity } = this.#options.sources;
    if (!this.places.has(kind)) {
      const supply = new SharedSupply(this.#options.sources);
      this.places.add({ name: kind, kind, count: capacity, queues: false, patient: true, supply });
      this.#options.wake();
    }
    return kind;
  }

  #pooled(group: string, kind: RemoteKind, fresh: boolean): string {
    if (!this.places.has(group) && this.#options.counts[kind] > 0) {
      this.#addPool(group, kind, fresh);
      this.#options.wake();
    }
    return group;
  }

  #addPool(group: string, kind: RemoteKind, fresh: boolean): void {
    const {
      counts,
      host,
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
        host,
        capacity: queues ? 2 : 1,
        ...(worker === undefined ? {} : { worker }),
        ...(stopGraceMilliseconds === undefined ? {} : { stopGraceMilliseconds }),
      }),
      name: group.replace(' ', '-'),
      minimum: kind === 'thread' && !fresh ? Math.min(minimum, count) : 0,
      maximum: (1 + SPARE_PLACES) * count,
      limit: this.#limit,
      ...(idleMilliseconds === undefined ? {} : { idleMilliseconds }),
      ...(beforeStart === undefined ? {} : { beforeStart }),
      afterEnd: (name) => {
        this.places.forget(group, name);
        afterEnd?.(name);
      },
    });
    const supply = fresh ? new FreshSupply(pool) : new PooledSupply(pool);
    this.places.add({ name: group, kind, count, queues, supply });
  }
}
