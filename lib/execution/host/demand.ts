import { containsPoint, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { Demand } from '../../refiners/refiner.js';

/** Whether bounds meet a demand: they are narrow enough, or they exclude what the predicate excludes. */
export function demandMet(bounds: Enclosure, demand: Demand): boolean {
  if (widthLog2(bounds) <= demand.width) return true;
  return demand.predicate !== undefined && !containsPoint(bounds, demand.predicate.excludes);
}
