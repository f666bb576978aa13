import { followedBy } from '../../coordinator/leases/chain.js';
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import { demandMet } from '../host/demand.js';
import type { StepControls, StepHost, StepRun } from '../host/step-host.js';

/** The inputs and outputs of a host while a chain runs. */
export interface ChainControls extends Omit<StepControls, 'stopRequested'> {
  /** The position in the chain, from 0, of the first lease that is to stop; Infinity for none. */
  readonly stopFrom: () => number;
}

/** The controls of the lease at a position in its chain. */
export function controlsAt({ stopFrom, ...others }: ChainControls, position: number): StepControls {
  return { ...others, stopRequested: () => stopFrom() <= position };
}

/**
 * Runs the leases of a chain one after the other until a stop is requested. A lease that waits for the one before it
 * runs only if that one met its demand. A stop of a later lease does not stop those before it.
 */
export class ChainRun implements StepRun {
  readonly #hosts: readonly StepHost[];
  readonly #controls: ChainControls;
  readonly #settlements: Settlement[] = [];
  #lease: Lease;
  #run: StepRun;

  /** @param hosts - the hosts of the leases of the chain, in their order. */
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
    const position = this.#settlements.length;
    const { stopFrom, now } = this.#controls;
    this.#lease = next;
    // Reports of a later step are dropped: the message names the node of the first.
    const controls = { stopFrom, ...(now === undefined ? {} : { now }) };
    this.#run = this.#hosts[position]!.begin(next, controlsAt(controls, position));
    return undefined;
  }

  #next(settlement: Settlement): Lease | undefined {
    const { then, demand } = this.#lease;
    if (then === undefined || settlement.kind !== 'result') return undefined;
    const position = this.#settlements.length;
    if (position >= this.#hosts.length || this.#controls.stopFrom() <= position) return undefined;
    const { bounds, done } = settlement.result;
    if (then.after !== undefined && done !== 'exact' && !demandMet(bounds, demand))
      return undefined;
    return followedBy(this.#lease, then, settlement);
  }

  /** The settlement of the first lease, which holds those after it. */
  #folded(): Settlement {
    let then: Settlement | undefined;
    for (const settlement of this.#settlements.reverse()) {
      then =
        settlement.kind === 'result' && then !== undefined ? { ...settlement, then } : settlement;
    }
    return then!;
  }
}
