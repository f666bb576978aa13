/**
 * A graph with a coordinator and a step host that know the refiners of the specs. Its coordinator checks its
 * invariants after every call that changes it.
 */
import type { Combinator } from '#lib/combinators/combinator.js';
import { combinators } from '#lib/combinators/index.js';
import type { Coordinator, CoordinatorOptions } from '#lib/coordinator/coordinator.js';
import { checkGoal } from '#lib/coordinator/goals/goal.js';
import type { Goal } from '#lib/coordinator/goals/goal.js';
import type { Rational } from '#lib/exact/rational.js';
import { fromErrorData } from '#lib/execution/host/error-data.js';
import { createStepHost } from '#lib/execution/host/step-host.js';
import type { StepHost } from '#lib/execution/host/step-host.js';
import { Graph } from '#lib/graph/graph.js';
import { hashText } from '#lib/graph/columns/intern-table.js';
import type { NodeId } from '#lib/graph/node.js';
import { builtinRegistry } from '#lib/refiners/builtin.js';
import { encodePlain } from '#lib/refiners/codec.js';
import type { Plain, Refiner } from '#lib/refiners/refiner.js';
import { registryKey } from '#lib/refiners/registry.js';
import { CheckedCoordinator } from './checked-coordinator.js';
import { placementByPrior } from '../../lib/coordinator/leases/prior-placement.js';
import * as known from './refiners.js';
import { SimulatedExecutor } from './schedules/simulated-executor.js';
import type { SimulationOptions } from './schedules/simulated-executor.js';
import type { OperationRequest, Outcome } from '#lib/coordinator.js';
import type { OperationId } from '#lib/coordinator/operations/request.js';

export interface WorldOptions extends Partial<
  Pick<CoordinatorOptions, 'placement' | 'backoff' | 'budgets' | 'cores' | 'preemption' | 'stopAt'>
> {
  /** After how long a step is hedged, by the default placement. */
  readonly hedgeAfter?: number;
}

export class World {
  readonly graph = new Graph();
  readonly registry = builtinRegistry();
  readonly coordinator: Coordinator;
  readonly host: StepHost;
  /** Whether there are slots outside the calling thread, for the default placement. */
  remote = false;
  readonly #kinds = new Map<string, number>();

  constructor(options: WorldOptions = {}) {
    const { backoff, budgets, cores, hedgeAfter, placement, preemption, stopAt } = options;
    this.coordinator = new CheckedCoordinator({
      graph: this.graph,
      incarnation: 'world',
      reviveError: fromErrorData,
      observed: true,
      placement:
        placement ??
        placementByPrior({
          remote: () => this.remote,
          ...(hedgeAfter === undefined ? {} : { hedgeAfter }),
        }),
      budgets,
      cores,
      preemption,
      stopAt,
      ...(backoff === undefined ? {} : { backoff }),
    });
    for (const refiner of this.registry.values()) this.define(refiner);
    for (const refiner of Object.values(known)) this.define(refiner);
    for (const combinator of combinators) this.defineCombinator(combinator);
    this.host = createStepHost(this.registry);
  }

  /** Makes a refiner known. */
  define(refiner: object): void {
    const made = refiner as Refiner;
    const key = registryKey(made.name, made.version);
    this.registry.set(key, made);
    this.#kinds.set(key, this.graph.defineKind({ type: 'refiner', refiner: made }));
  }

  defineCombinator(combinator: Combinator<never>): void {
    const kind = { type: 'combinator', combinator: combinator as never } as const;
    this.#kinds.set(combinator.name, this.graph.defineKind(kind));
  }

  /** A node of a combinator or refiner by its name, version 1. */
  node(name: string, children: readonly NodeId[] = [], params: Plain | Rational = null): NodeId {
    const kind = this.#kinds.get(name) ?? this.#kinds.get(registryKey(name, 1));
    if (kind === undefined) throw new RangeError(`World: there is no ${name}`);
    const text = encodePlain(params);
    return this.graph.intern(
      kind,
      params,
      hashText(text),
      children,
      (other) => encodePlain(other) === text,
    );
  }

  admit(root: NodeId, goal: Goal, more: Partial<OperationRequest> = {}, now = 0): OperationId {
    return this.coordinator.admit({ root, goal: checkGoal(goal), ...more }, now);
  }

  /** A value `n / d` of one of the leaf refiners of the specs. */
  leaf(
    name: 'stepper' | 'leaper' | 'divided' | 'plateau' | 'idler' | 'liar',
    n: bigint,
    d = 1n,
    rate = 4,
  ): NodeId {
    return this.node(name, [], name === 'stepper' ? { n, d, rate } : { n, d });
  }

  /** Runs one operation alone, inline, to its end. */
  refine(root: NodeId, goal: Goal, more: Partial<OperationRequest> = {}): Outcome {
    const operation = this.admit(root, goal, more);
    return this.simulate().run().outcomes.get(operation)!;
  }

  simulate(options: Partial<SimulationOptions> = {}): SimulatedExecutor {
    const { coordinator, host } = this;
    this.remote = (options.slots ?? 1) > 1;
    return new SimulatedExecutor({ coordinator, host, ...options });
  }
}
