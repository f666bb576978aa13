import type { Graph } from '#lib/graph/graph.js';
import { ADAPTIVE } from '#lib/execution/plan/adaptive.js';
import type { CostModel } from '#lib/execution/plan/cost-model.js';
import type { PlanOptions } from '#lib/execution/plan/plan.js';

/** A plan for which every group is open, has two slots, and can load every refiner. */
export function planOptions(
  graph: Graph,
  model: CostModel,
  changes: Partial<PlanOptions>,
): PlanOptions {
  return {
    ...{ graph, model, strategy: 'auto', strategies: {}, eager: true, adaptive: ADAPTIVE },
    groupFor: (strategy) => (typeof strategy === 'string' ? strategy : 'another'),
    sourceGroup: () => 'source',
    isOpen: () => true,
    isOffered: () => true,
    slotsIn: () => 2,
    isLoadable: () => true,
    hasReliablePrior: () => true,
    wantsWorkers: () => undefined,
    takeStarts: () => [],
    ...changes,
  };
}
