/**
 * The plan of an execution before it runs: the requests are simulated on a copy of their cones, with the placement
 * rules, the slots and the learned costs of the session.
 */
import type { ContextStart } from '../../coordinator/leases/placement.js';
import type { OperationRequest } from '../../coordinator/operations/request.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type { StepCosts } from '../plan/cost-model.js';
import { ExecutionPlan } from '../plan/plan.js';
import type { PlanOptions } from '../plan/plan.js';
import type { Strategy } from '../plan/strategy.js';
import type { Slots } from '../pool/slots.js';
import type { WorkerGroup } from '../pool/worker-groups.js';
import { plannedExecution } from './planning.js';
import type { PlannedExecution } from './planned-execution.js';
import { SimulatedGraph } from './simulated-graph.js';
import { simulatedHost } from './simulated-host.js';
import { SimulatedSlots } from './simulated-slots.js';
import type { GroupOutline } from './simulated-slots.js';
import { simulate } from './simulation.js';

/** The parts of a session that a plan is made with; none of them is changed. */
export interface PlanningParts {
  readonly plan: ExecutionPlan;
  readonly slots: Pick<Slots, 'isOpen' | 'started'>;
  /** What the plan of the session is made with. */
  readonly options: PlanOptions;
  readonly groupOf: (strategy: Exclude<Strategy, 'auto'>) => WorkerGroup | string;
  readonly sourceGroup: () => WorkerGroup;
  /** What the start of a context is likely to take. */
  readonly startCost: Nanoseconds;
}

/** @param requests - their roots are nodes of the graph of the session. */
export function planExecution(
  requests: readonly OperationRequest[],
  parts: PlanningParts,
): PlannedExecution {
  const { graph, model } = parts.options;
  const roots = requests.map(({ root }) => root);
  const simulated = new SimulatedGraph(graph, roots);
  const host = simulatedHost(simulated);
  const costs = { start: parts.startCost, message: model.messageCost() };
  const slots: SimulatedSlots = new SimulatedSlots(host, costs, (lease) => plan.isShort(lease));
  const groups = new SimulatedGroups(parts, slots);
  const plan = new ExecutionPlan({
    ...parts.options,
    graph: simulated.graph,
    model: renumbered(model, simulated),
    isOpen: (group) => groups.has(group) || parts.options.isOpen(group),
    slotsIn: (group) => slots.countIn(group),
    groupFor: (strategy) => groups.want(parts.groupOf(strategy)),
    sourceGroup: () => groups.want(parts.sourceGroup()),
    wantsWorkers: (count) => {
      groups.want(parts.groupOf('thread'));
      groups.starts.push({ group: 'thread', ahead: true, count });
    },
    takeStarts: () => groups.starts.splice(0),
  });
  simulated.originals.forEach((original, copy) => {
    plan.assign(copy, parts.plan.strategyOf(original));
  });
  const end = simulate(
    {
      ...{ simulated, host, slots, placement: plan },
      start: (starts, now) => {
        groups.start(starts, now);
      },
    },
    requests.map((request) => ({ ...request, root: simulated.copyOf(request.root) })),
  );
  return plannedExecution(graph, roots, simulated, plan, end);
}

/** The costs of a model, asked by the numbers of a copy. */
function renumbered(model: StepCosts, { originals }: SimulatedGraph): StepCosts {
  const { startCost, lateness } = model;
  return {
    ...{ startCost, lateness },
    messageCost: (group) => model.messageCost(group),
    predict: (kind, node, prior) => model.predict(kind, originals[node]!, prior),
    stepsTaken: (kind, allowed) => model.stepsTaken(kind, allowed),
    forgetNodes: () => undefined,
  };
}

/** The groups of a session on simulated slots: those that it has, and those that a simulation adds. */
class SimulatedGroups {
  starts: ContextStart[] = [];
  readonly #slots: SimulatedSlots;
  readonly #wanted = new Map<string, WorkerGroup>();

  constructor(parts: PlanningParts, slots: SimulatedSlots) {
    this.#slots = slots;
    for (const { group, contexts } of parts.slots.started) {
      const { source } = group;
      const nameAfter = (others: number): string => source.nameAfter(others);
      if (parts.slots.isOpen(group.name))
        slots.add({ ...group, opens: source.opens, contexts, nameAfter });
    }
  }

  has(group: string): boolean {
    return this.#slots.has(group) || this.#wanted.has(group);
  }

  want(group: WorkerGroup | string): string {
    if (typeof group === 'string') return group;
    if (!this.has(group.name)) {
      this.#wanted.set(group.name, group);
      this.starts.push({ group: group.name, ahead: false });
    }
    return group.name;
  }

  start(starts: readonly ContextStart[], now: Nanoseconds): void {
    for (const { group, ahead, count = Infinity } of starts) {
      const wanted = this.#wanted.get(group);
      if (wanted !== undefined) this.#slots.add(outlineOf(wanted));
      this.#wanted.delete(group);
      if (ahead) this.#slots.startAhead(group, count, now);
    }
  }
}

/** A group that has no slots so far. */
function outlineOf(group: WorkerGroup): GroupOutline {
  const { name, contexts } = group;
  const nameAfter = (others: number): string =>
    contexts.from === 'pool'
      ? `${name} ${String(others + 1)}`
      : contexts.from === 'owner'
        ? contexts.context.name
        : contexts.name;
  return { ...group, opens: contexts.from === 'pool', contexts: [], nameAfter };
}
