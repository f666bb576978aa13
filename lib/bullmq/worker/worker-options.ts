import { checkNames } from '../../exact/options.js';
import { checkCount } from '../../execution/check-count.js';
import { platform } from '../../execution/platform/platform.js';
import { ModuleList } from '../../remote/modules.js';
import type { Seal } from '../../remote/seal.js';
import { namesOf } from '../names.js';
import type { Names } from '../names.js';
import { checkChoice, checkConnection, checkInterval, FLEET_OPTIONS, sealOf } from '../options.js';
import type { FleetOptions } from '../options.js';
import { Seats } from './seats.js';
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

const WORKER_OPTIONS: readonly string[] = [
  ...[...FLEET_OPTIONS, 'seats', 'isolation', 'modules', 'lockMilliseconds', 'onWarning'],
];

/** The options of a worker, checked, and what they make. */
export interface WorkerSettings {
  readonly connection: string | object;
  readonly names: Names;
  readonly seal: Seal;
  readonly modules: ModuleList;
  readonly seats: Seats;
  readonly checkMilliseconds: number;
  readonly lockMilliseconds: number;
  readonly onWarning: ((message: string) => void) | undefined;
}

/** @throws FleetError for a key or a module that does not serve, OptionError for options that are none. */
export function workerSettings(options: BullWorkerOptions): WorkerSettings {
  const where = 'BullWorker';
  checkNames(where, options, WORKER_OPTIONS);
  const { connection, queue = 'default', checkMilliseconds = 5000, onWarning } = options;
  const { seats = platform.parallelism(), isolation = 'process' } = options;
  const { modules: files = [], lockMilliseconds = 30_000 } = options;
  checkConnection(where, connection);
  checkChoice(where, 'isolation', isolation, ['process', 'thread']);
  const names = namesOf(queue);
  const seal = sealOf(where, options);
  const times = {
    checkMilliseconds: checkInterval(where, 'checkMilliseconds', checkMilliseconds),
    lockMilliseconds: checkInterval(where, 'lockMilliseconds', lockMilliseconds),
  };
  const modules = new ModuleList(files);
  const count = checkCount(where, 'seats', seats, 1);
  const places = new Seats(count, isolation, modules.addresses);
  return { connection, names, seal, modules, seats: places, ...times, onWarning };
}
