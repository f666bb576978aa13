import { FLEET_OPTIONS } from '../options.js';
import type { FleetOptions } from '../options.js';
import type { SeatKind } from './seats.js';

/** What a `BullWorker` is made with. */
export interface BullWorkerOptions extends FleetOptions {
  /** How many leases it runs at once; as many as the machine runs threads by default. */
  readonly seats?: number | undefined;
  /**
   * Where steps run: in processes (by default), which confine all memory and have an empty environment, or in threads,
   * whose messages are faster.
   */
  readonly isolation?: SeatKind | undefined;
  /** Files of the modules whose refiners it runs beside Pincer's own. */
  readonly modules?: readonly string[] | undefined;
  /** After how long without a sign of life its leases are taken for lost, in milliseconds; 30,000 by default. */
  readonly lockMilliseconds?: number | undefined;
  /** Called with what went wrong without ending it, such as a message that was refused. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

export const WORKER_OPTIONS: readonly string[] = [
  ...[...FLEET_OPTIONS, 'seats', 'isolation', 'modules', 'lockMilliseconds', 'onWarning'],
];
