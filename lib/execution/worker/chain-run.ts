import { followedBy } from '../../coordinator/leases/chain.js';
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import { demandMet } from '../host/demand.js';
import type { StepControls, StepHost, StepRun } from '../host/step-host.js';

/**
 * Runs the leases of a chain one after the other, as long as nobody asks for a stop: one that waits for
 * the one before it only where that met its demand.
 */
export class ChainRun implements StepRun {
  readonly #hosts: readonly StepHost[];
  readonly #controls: StepControls;
  readonly #settlements: Settlement[] = [];
  #lease: Lease;
  #run: StepRun;

  /** @param hosts - Of the leases of the chain, in their order. */
  constructor(hosts: readonly StepHost[], lease: Lease, controls: StepControls) {
    this.#hosts = hosts;
    this.#lease = lease;
    this.#controls = controls;
    this.#run = hosts[0]!.begin(lease, controls);
  }

  advance(milliseconds: number): Settlement | undefined {
    const settlement = this.#run.advance(milliseconds);
    if (settlement === undefined) return undefined;
    this.#settlements.push(settlement);
    const next = this.#next(settlement);
    if (next === undefined) return this.#folded();
    const { stopRequested, now } = this.#controls;
    this.#lease = next;
    // What a later step reports early belongs to another node than the message is about.
    const controls = { stopRequested, ...(now === undefined ? {} : { now }) };
    this.#run = this.#hosts[this.#settlements.length]!.begin(next, controls);
    return undefined;
  }

  #next(settlement: Settlement): Lease | undefined {
    const { then, demand } = this.#lease;
    if (then === undefined || settlement.kind !== 'result') return undefined;
    if (this.#settlements.length >= this.#hosts.length || this.#controls.stopRequested())
      return undefined;
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
