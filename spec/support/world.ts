/** A graph with a coordinator and a step host that know the refiners of the specs. */
import { combinators } from '#lib/combinators/index.js';
import { Coordinator } from '#lib/coordinator/coordinator.js';
import { checkGoal } from '#lib/coordinator/goal.js';
import type { Goal } from '#lib/coordinator/goal.js';
import type { OperationId, Request } from '#lib/coordinator/operation.js';
import type { Rational } from '#lib/exact/rational.js';
import { fromErrorData } from '#lib/execution/error-data.js';
import { createStepHost } from '#lib/execution/step-host.js';
import type { StepHost } from '#lib/execution/step-host.js';
import { Graph } from '#lib/graph/graph.js';
import { hashText } from '#lib/graph/intern-table.js';
import type { NodeId } from '#lib/graph/node.js';
import { builtinRegistry } from '#lib/refiners/builtin.js';
import { encodePlain } from '#lib/refiners/codec.js';
import type { Plain, Refiner } from '#lib/refiners/refiner.js';
import { registryKey } from '#lib/refiners/registry.js';
import * as known from './refiners.js';
import { SimulatedExecutor } from './simulated-executor.js';
import type { SimulationOptions } from './simulated-executor.js';

export class World {
  readonly graph = new Graph();
  readonly registry = builtinRegistry();
  readonly coordinator: Coordinator;
  readonly host: StepHost;
  readonly #kinds = new Map<string, number>();

  constructor() {
    this.coordinator = new Coordinator({
      graph: this.graph,
      reviveError: fromErrorData,
      observed: true,
      travels: () => true,
    });
    for (const refiner of Object.values(known) as unknown as Refiner[]) {
      this.registry.set(registryKey(refiner.name, refiner.version), refiner);
    }
    for (const [key, refiner] of this.registry) {
      this.#kinds.set(key, this.graph.defineKind({ type: 'refiner', refiner }));
    }
    for (const combinator of combinators) {
      const kind = { type: 'combinator', combinator: combinator as never } as const;
      this.#kinds.set(combinator.name, this.graph.defineKind(kind));
    }
    this.host = createStepHost(this.registry);
  }

  /** A node of a combinator or refiner by its name, version 1. */
  node(name: string, children: readonly NodeId[] = [], params: Plain | Rational = null): NodeId {
    const kind = this.#kinds.get(name) ?? this.#kinds.get(registryKey(name, 1));
    if (kind === undefined) throw new RangeError(`World: there is no ${name}`);
    const text = encodePlain(params as Plain);
    return this.graph.intern(
      kind,
      params,
      hashText(text),
      children,
      (other) => encodePlain(other as Plain) === text,
    );
  }

  admit(root: NodeId, goal: Goal, more: Partial<Request> = {}, now = 0): OperationId {
    return this.coordinator.admit({ root, goal: checkGoal(goal), ...more }, now);
  }

  simulate(options: Partial<SimulationOptions> = {}): SimulatedExecutor {
    const { coordinator, host } = this;
    coordinator.remote = (options.slots ?? 1) > 1;
    return new SimulatedExecutor({ coordinator, host, ...options });
  }
}
