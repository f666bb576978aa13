/** The switches of the adaptive features. No switch changes a value: they change where, when and how often steps run. */
import type { AdaptiveFeature } from '../../coordinator/leases/placement.js';

/** Which adaptive features a session uses. */
export type AdaptiveSwitches = Readonly<Record<AdaptiveFeature, boolean>>;

/** All of them are on. */
export const ADAPTIVE: AdaptiveSwitches = {
  hedging: true,
  quanta: true,
  chains: true,
  joining: true,
  prefetch: true,
  preemption: true,
  autoscaling: true,
  division: true,
};
