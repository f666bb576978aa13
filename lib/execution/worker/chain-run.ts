import { followedBy } from '../../coordinator/leases/chain.js';
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import { demandMet } from '../host/demand.js';
import type { StepControls, StepHost, StepRun } from '../host/step-host.js';

/** What a host listens to and tells while a chain runs. */
export interface ChainControls extends Omit<StepControls, 'stopRequested'> {
  /** The place in the chain, from 0, of the first lease that is to stop; Infinity for none. */
  readonly stopFrom: () => number;
}

/** The controls of the lease at a place in its chain. */
export function controlsAt({ stopFrom, ...others }: ChainControls, place: number): StepControls {
  return { ...others, stopRequested: () => stopFrom() <= place };
}

/**
 * Runs the leases of a chain one after the other, as long as nobody asks for a stop: one that waits for
 * the one before it only where that met its demand. A stop of a later lease lets those before it end.
 */
export class ChainRun implements StepRun {
  readonly #hosts: readonly StepHost[];
  readonly #controls: ChainControls;
  readonly #settlements: Settlement[] = [];
  #lease: Lease;
  #run: StepRun;

  /** @param hosts - Of the leases of the chain, in their order. */
  constructor(hosts: readonly StepHost[], lease: Lease, controls: ChainControls) {
    this.#hosts = hosts;
    this.#lease = lease;
    this.#controls = controls;
    this.#run = hosts[0]!.begin(lease, controlsAt(controls, 0));
  }

  advance(milliseconds: number): Settlement | undefined {
    const settlement = this.#run.advance(milliseconds);
    if (settlement === undefined) return undefined;
    this.#settlements.push(settlement);
    const next = this.#next(settlement);
    if (next === undefined) return this.#folded();
    const place = this.#settlements.length;
    const { stopFrom, now } = this.#controls;
    this.#lease = next;
    // What a later step reports early belongs to another node than the message is about.
    const controls = { stopFrom, ...(now === undefined ? {} : { now }) };
    this.#run = this.#hosts[place]!.begin(next, controlsAt(controls, place));
    return undefined;
  }

  #next(settlement: Settlement): Lease | undefined {
    const { then, demand } = this.#lease;
    if (then === undefined || settlement.kind !== 'result') return undefined;
    const place = this.#settlements.length;
    if (place >= this.#hosts.length || this.#controls.stopFrom() <= place) return undefined;
    const { bounds, done } = settlement.result;
    if (then.after !== undefined && done !== 'exact' && !demandMet(bounds, demand))
      return undefined;
    return followedBy(this.#lease, then, settlement);
  }

  /** One settlement that holds those after it. */
  #folded(): Settlement {
    let then: Settlement | undefined;
    for (const settlement of this.#settlements.reverse()) {
      then =
        settlement.kind === 'result' && then !== undefined ? { ...settlement, then } : settlement;
    }
    return then!;
  }
}
