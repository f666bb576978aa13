import type { AdaptiveFeature } from '../coordinator/leases/placement.js';

/** Why each feature acted, for people. */
const REASONS: Readonly<Record<AdaptiveFeature, string>> = {
  hedging: 'its first slot was silent too long',
  quanta: 'one lease covers several steps',
  chains: 'it ran right after the only step that it waited for, in the same message',
  joining: 'it was short and shared a message',
  prefetch: 'its message waited behind a short one',
  preemption: 'it was stopped for a step of higher priority',
  division: 'idle slots computed parts of it',
  autoscaling: 'no worker was worth its start',
};

/**
 * Why the last lease of a node was placed or cut as it was.
 * @param features - that decided about it.
 * @param preemptions - how many leases of the node were stopped for higher priorities.
 * @returns null where none of the adaptive features acted.
 */
export function placementReason(
  features: readonly AdaptiveFeature[],
  preemptions: number,
): string | null {
  const acted = preemptions > 0 ? [...features, 'preemption' as const] : features;
  return acted.length === 0
    ? null
    : acted.map((feature) => `${feature}: ${REASONS[feature]}`).join('; ');
}
