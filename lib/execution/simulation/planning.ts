/** Makes a plan of what a simulation has placed: in the numbers and names of the graph of the session. */
import { coneOf } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import { kindName } from '../../graph/kind.js';
import type { NodeId } from '../../graph/node.js';
import { keyOf } from '../../refiners/registry.js';
import type { Plan } from '../plan/plan.js';
import { PlannedExecution } from './planned-execution.js';
import type { PlannedBoundary, PlannedContext, PlannedStep } from './planned-execution.js';
import type { SimulatedGraph } from './simulated-graph.js';
import type { SimulationEnd } from './simulation.js';

const INLINE = 'inline';

/**
 * @param roots - in the graph of the session.
 * @param plan - the placement of the copy.
 */
export function plannedExecution(
  graph: Graph,
  roots: readonly NodeId[],
  simulated: SimulatedGraph,
  plan: Plan,
  { steps, met }: SimulationEnd,
): PlannedExecution {
  const nameOf = (node: NodeId): string => `${kindName(graph.kindOf(node))}#${String(node)}`;
  const contexts = new Map<string, PlannedContext & { readonly steps: PlannedStep[] }>();
  const placed = new Map<NodeId, string>();
  const order = [...steps].sort(
    (a, b) =>
      Number(b.context === INLINE) - Number(a.context === INLINE) ||
      a.start - b.start ||
      a.lease.id - b.lease.id,
  );
  for (const { lease, context, kind, start, end } of order) {
    const node = simulated.originals[lease.node]!;
    const at = contexts.get(context) ?? { name: context, kind, steps: [] };
    contexts.set(context, at);
    at.steps.push({
      node: nameOf(node),
      refiner: keyOf(lease.refiner),
      width: lease.demand.width,
      startNanoseconds: start,
      endNanoseconds: end,
    });
  }
  for (const { lease, context } of steps) placed.set(simulated.originals[lease.node]!, context);

  const chains = new Map<NodeId, string[]>();
  const boundaries: PlannedBoundary[] = [];
  for (const node of coneOf(graph, roots)) {
    const copy = simulated.copyOf(node);
    if (placed.has(node)) {
      const head = plan.affinityFor(copy);
      const chain = chains.get(head) ?? [];
      chains.set(head, chain);
      chain.push(nameOf(node));
    }
    const toContext = placed.get(node) ?? INLINE;
    for (const child of new Set(graph.childrenOf(node))) {
      const isConstant = !graph.isRefiner(child) && graph.childCount(child) === 0;
      const fromContext = placed.get(child) ?? INLINE;
      if (isConstant || fromContext === toContext) continue;
      boundaries.push({ from: nameOf(child), to: nameOf(node), fromContext, toContext });
    }
  }
  return new PlannedExecution({
    contexts: [...contexts.values()],
    colocated: [...chains.values()].filter((chain) => chain.length > 1),
    boundaries,
    complete: met,
  });
}
