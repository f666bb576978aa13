/** What a client sees of its fleet, and why it may see nobody. */
import type { Plain } from '../refiners/refiner.js';
import { FleetError } from '../remote/errors.js';
import { Census } from './census.js';
import type { HeartbeatOptions } from './heart.js';

/** A worker, as it says of itself. */
export interface WorkerState {
  readonly name: string;
  /** What people call it: its machine and process. */
  readonly host: string;
  readonly seats: number;
  readonly busy: number;
  /** The leases that it has answered since it began. */
  readonly answered: number;
  /** Its answers by the second between its last two heartbeats. */
  readonly leasesPerSecond: number;
}

/** The live workers of a fleet. */
export interface FleetState {
  readonly workers: readonly WorkerState[];
  /** How many leases they run at once. */
  readonly seats: number;
}

export class FleetView {
  readonly #census: Census;
  #state: FleetState = { workers: [], seats: 0 };

  constructor(options: HeartbeatOptions) {
    this.#census = new Census(options);
  }

  get state(): FleetState {
    return this.#state;
  }

  /** Why no worker is live although some say that they are. */
  get trouble(): FleetError | undefined {
    return this.#state.seats > 0 ? undefined : this.strangers;
  }

  /** What is wrong with workers that say that they are live and are none, whether others are or not. */
  get strangers(): FleetError | undefined {
    const { strange } = this.#census;
    if (strange === undefined) return undefined;
    const who = this.#state.seats > 0 ? 'some workers' : 'the workers';
    return strange === 'protocol'
      ? new FleetError(
          'protocol',
          `${who} of this queue are of another version of pincer: install the same one on clients and workers`,
        )
      : new FleetError(
          'key',
          `${who} of this queue have another key: give clients and workers the same key file`,
        );
  }

  async read(): Promise<void> {
    await this.#census.read();
    const workers = this.#census.live.map(({ name, facts }) => workerOf(name, facts));
    this.#state = { workers, seats: workers.reduce((sum, { seats }) => sum + seats, 0) };
  }
}

function workerOf(name: string, facts: Plain): WorkerState {
  const { host, seats, busy, answered, leasesPerSecond } = (facts ?? {}) as Readonly<
    Partial<Record<string, Plain>>
  >;
  const count = (value: unknown): number =>
    Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0;
  const isRate = typeof leasesPerSecond === 'number' && leasesPerSecond >= 0;
  return {
    name,
    host: typeof host === 'string' ? host.slice(0, 100) : '',
    ...{ seats: count(seats), busy: count(busy), answered: count(answered) },
    leasesPerSecond: isRate ? leasesPerSecond : 0,
  };
}
