/** A graph with a step host, and a driver of one slot that plays a policy on it to the end. */
import { combinators } from '#lib/combinators/index.js';
import { Coordinator } from '#lib/coordinator/coordinator.js';
import { checkGoal } from '#lib/coordinator/goals/goal.js';
import type { Goal } from '#lib/coordinator/goals/goal.js';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import { fromErrorData } from '#lib/execution/host/error-data.js';
import { createStepHost } from '#lib/execution/host/step-host.js';
import { Graph } from '#lib/graph/graph.js';
import type { NodeId } from '#lib/graph/node.js';
import { builtinRegistry } from '#lib/refiners/builtin.js';
import type { Refiner } from '#lib/refiners/refiner.js';
import { registryKey } from '#lib/refiners/registry.js';
import type { Outcome, Port, Slot } from '#policies/port.js';
import { placementByPrior } from '#lib/coordinator/leases/prior-placement.js';

/** What the accepted steps of one node came to. */
export interface NodeAccount {
  steps: number;
  cost: number;
  /** Of the largest number that a step beyond the first look computed, as reported. */
  bits: number;
}

/** A request that was played to its end. */
export interface Play {
  readonly outcome: Outcome;
  /** Declared cost of the accepted steps. */
  readonly cost: number;
  readonly steps: number;
  readonly accounts: ReadonlyMap<NodeId, NodeAccount>;
}

const INLINE: Slot = { id: 0, kind: 'inline' };
export const MOST_STEPS = 1_000_000;

export class Engine {
  readonly graph = new Graph();
  readonly #registry = builtinRegistry();
  readonly #host = createStepHost(this.#registry);
  readonly #kinds = new Map<string, number>();

  constructor(refiners: readonly Refiner[] = []) {
    for (const refiner of refiners) {
      this.#registry.set(registryKey(refiner.name, refiner.version), refiner);
    }
    for (const refiner of this.#registry.values()) {
      this.#kinds.set(refiner.name, this.graph.defineKind({ type: 'refiner', refiner }));
    }
    for (const combinator of combinators) {
      const kind = { type: 'combinator', combinator: combinator as never } as const;
      this.#kinds.set(combinator.name, this.graph.defineKind(kind));
    }
  }

  /** A new node, never shared: what a bench builds twice it means twice. */
  node(name: string, children: readonly NodeId[] = [], params: unknown = null): NodeId {
    const kind = this.#kinds.get(name);
    if (kind === undefined) throw new RangeError(`Engine: there is no ${name}`);
    return this.graph.add(kind, params, children);
  }

  /** The library's own policy. */
  coordinator(): Coordinator {
    return new Coordinator({
      graph: this.graph,
      incarnation: 'bench',
      reviveError: fromErrorData,
      placement: placementByPrior(),
    });
  }

  /** Runs one step. */
  run(lease: Lease): Settlement {
    return this.#host.run(lease, { stopRequested: () => false });
  }

  /** Plays one request to its end, one step at a time. */
  play(port: Port, root: NodeId, goal: Goal): Play {
    const play = this.playWithin(MOST_STEPS, port, root, goal);
    if (play !== undefined) return play;
    throw new Error(`Engine: not at an end after ${String(MOST_STEPS)} steps`);
  }

  /** The same; undefined where it takes more than `most` steps. */
  playWithin(most: number, port: Port, root: NodeId, goal: Goal): Play | undefined {
    const accounts = new Map<NodeId, NodeAccount>();
    const operation = port.admit({ root, goal: checkGoal(goal) }, 0);
    for (let now = 1; now <= most; now++) {
      const { run, outcomes } = port.poll([INLINE], now, operation);
      const outcome = outcomes.find((each) => each.operation === operation);
      if (outcome !== undefined) return { outcome, ...totals(accounts), accounts };
      const [first] = run;
      if (first === undefined) throw new Error('Engine: the policy neither runs a step nor ends');
      const { lease } = first;
      const settlement = this.run(lease);
      if (settlement.kind === 'result') {
        const { cost = 1, bits = 0 } = settlement.result;
        const account = accounts.get(lease.node) ?? { steps: 0, cost: 0, bits: 0 };
        accounts.set(lease.node, account);
        account.steps += settlement.steps;
        account.cost += cost;
        if (lease.demand.width < Infinity) account.bits = Math.max(account.bits, bits);
      }
      port.settle(lease, settlement, now);
    }
    return undefined;
  }
}

function totals(accounts: ReadonlyMap<NodeId, NodeAccount>): { cost: number; steps: number } {
  let cost = 0;
  let steps = 0;
  for (const account of accounts.values()) {
    cost += account.cost;
    steps += account.steps;
  }
  return { cost, steps };
}
