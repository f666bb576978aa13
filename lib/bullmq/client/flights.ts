/**
 * The leases of a client that are on their way.
 *
 * Laws
 * 1. Each settles once. What comes for a number that is not here any more is dropped.
 * 2. Losses without blame are counted by the step: after five of one step the next is blamed, as whatever loses it so
 *    often would lose it for ever.
 */
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { PincerError } from '../../exact/errors.js';
import { RecentMap } from '../../exact/recent-map.js';
import { toErrorData } from '../../execution/host/error-data.js';

/** Losses of one step without blame. */
const MOST_BLAMELESS = 5;
/** Steps whose losses are counted. */
const MOST_STEPS = 4096;

export interface Flight {
  readonly number: number;
  readonly lease: Lease;
  /** The name of its job. */
  readonly job: string;
  readonly report: ((bounds: Enclosure) => void) | undefined;
  readonly settle: (settlement: Settlement) => void;
  /** Of its message, which an answer names; undefined before it is sent. */
  digest: string | undefined;
  /** When something was last heard of it, in milliseconds. */
  heardAt: number;
  beats: number;
  /** The position in its chain of the first lease that is to stop; Infinity for none. */
  stopFrom: number;
}

export class Flights {
  readonly #name: string;
  readonly #flights = new Map<number, Flight>();
  readonly #losses = new RecentMap<string, number>(MOST_STEPS);

  /** @param name - of the context, for the reasons of losses. */
  constructor(name: string) {
    this.#name = name;
  }

  get all(): readonly Flight[] {
    return [...this.#flights.values()];
  }

  get size(): number {
    return this.#flights.size;
  }

  get(number: number): Flight | undefined {
    return this.#flights.get(number);
  }

  add(flight: Flight): void {
    this.#flights.set(flight.number, flight);
  }

  /** @returns whether it was on its way. */
  settle(flight: Flight, settlement: Settlement): boolean {
    if (!this.#flights.delete(flight.number)) return false;
    flight.settle(this.#counted(flight.lease, settlement));
    return true;
  }

  /** It is lost without its blame. */
  lose(flight: Flight, reason: string): void {
    this.settle(flight, { kind: 'lost', reason: `${this.#name}: ${reason}`, blameless: true });
  }

  /** It is lost, and it may have been the cause. */
  blame(flight: Flight, reason: string): void {
    this.settle(flight, { kind: 'lost', reason: `${this.#name}: ${reason}` });
  }

  /** Its step ends with an error. */
  fail(flight: Flight, error: PincerError): void {
    this.settle(flight, { kind: 'failed', error: toErrorData(error) });
  }

  #counted({ incarnation, node, stamp }: Lease, settlement: Settlement): Settlement {
    const step = `${incarnation} ${String(node)} ${String(stamp.version)}`;
    if (settlement.kind !== 'lost') {
      this.#losses.delete(step);
      return settlement;
    }
    if (settlement.blameless !== true) return settlement;
    const losses = (this.#losses.get(step) ?? 0) + 1;
    this.#losses.set(step, losses);
    if (losses <= MOST_BLAMELESS) return settlement;
    const { reason } = settlement;
    return { kind: 'lost', reason: `${reason}; it was lost ${String(losses)} times` };
  }
}
