import { checkNames } from '../../exact/options.js';
import { checkCount } from '../../execution/check-count.js';
import { namesOf } from '../names.js';
import { checkChoice, checkConnection, checkInterval, FLEET_OPTIONS, sealOf } from '../options.js';
import type { FleetOptions } from '../options.js';
import type { ClientSettings } from './fleet-client.js';

/** What a `BullContext` is made with. */
export interface BullOptions extends FleetOptions {
  /** Shown in events and statistics; `bullmq` by default. */
  readonly name?: string | undefined;
  /** The most leases at once; 256 by default. With fewer live seats it is less. */
  readonly capacity?: number | undefined;
  /** How many leases it sends for each live seat; 2 by default, so that a seat finds the next one when it is free. */
  readonly leasesPerSeat?: number | undefined;
  /**
   * What becomes of leases while the fleet cannot be used: `fail` (by default) ends their steps with a FleetError, and
   * waits for workers where none is live; `inline` runs them in a thread of this process. A Redis that goes away counts
   * as gone after four heartbeats of `checkMilliseconds` that it has not taken, with `inline` after one.
   */
  readonly fallback?: 'inline' | 'fail' | undefined;
  /**
   * Every so many single steps of Pincer's own refiners, one is computed again in this process, and compared; 0 (by
   * default) for none. Where a worker was wrong, it is told to end, its answers count no more, and every value that a
   * session has by then, where the session used some of them, ends with a FleetError of fault `audit`.
   */
  readonly auditEvery?: number | undefined;
  /** Called once for each kind of trouble. By default a warning of the process is emitted. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

const CLIENT_OPTIONS: readonly string[] = [
  ...[...FLEET_OPTIONS, 'name', 'capacity', 'leasesPerSeat', 'fallback', 'auditEvery', 'onWarning'],
];

/** @throws FleetError where there is no key that serves, OptionError for options that are none. */
export function settingsOf(options: BullOptions): ClientSettings {
  checkNames('BullContext', options, CLIENT_OPTIONS);
  const { connection, name = 'bullmq', queue = 'default', checkMilliseconds = 5000 } = options;
  const {
    capacity = 256,
    leasesPerSeat = 2,
    auditEvery = 0,
    fallback = 'fail',
    onWarning,
  } = options;
  checkConnection('BullContext', connection);
  checkChoice('BullContext', 'fallback', fallback, ['inline', 'fail']);
  return {
    ...{ name, connection, names: namesOf(queue), seal: sealOf('BullContext', options) },
    checkMilliseconds: checkInterval('BullContext', 'checkMilliseconds', checkMilliseconds),
    most: checkCount(name, 'capacity', capacity, 1),
    leasesPerSeat: checkCount(name, 'leasesPerSeat', leasesPerSeat, 1),
    auditEvery: checkCount(name, 'auditEvery', auditEvery, 0),
    ...{ hasFallback: fallback === 'inline', onWarning },
  };
}
