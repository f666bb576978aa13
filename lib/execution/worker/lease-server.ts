/**
 * The host's side of a context: runs the leases that arrive, one after the other, on step hosts.
 *
 * Laws
 * 1. Leases run in the order of their arrival, each to its end before the next begins.
 * 2. With shared stop flags a lease runs in one go. Without them it runs in slices of at most 30 ms
 *    (or one step, if that is longer) with a turn of the event loop between, so that a stop is heard.
 * 3. The leases of a chain are answered together.
 * 4. A refiner module is loaded once, by the first lease that names it; refiners of different modules
 *    never get in one another's way.
 */
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { Registry } from '../../refiners/registry.js';
import { toErrorData } from '../host/error-data.js';
import { createStepHost, type StepHost } from '../host/step-host.js';
import { refinersIn } from './refiner-module.js';
import { ChainRun, controlsAt } from './chain-run.js';
import type { ChainControls } from './chain-run.js';
import type { HostApi, HostConfiguration } from '../contexts/wire.js';

const SLICE_MILLISECONDS = 30;

/** What a lease server needs from where it runs. */
export interface HostEnvironment {
  /** Refiners that leases without a module name. */
  readonly registry: Registry;
  /** Imports a refiner module. */
  readonly load: (module: string) => Promise<object>;
  readonly report: (call: number, bounds: Enclosure) => void;
  readonly now: () => number;
  readonly yieldToEventLoop: () => Promise<void>;
  /** Ends the worker, in good order. */
  readonly close: () => void;
}

interface Unanswered {
  /** The place in its chain, from 0, of the first lease that is to stop; Infinity for none. */
  stopFrom: number;
}

export class LeaseServer implements HostApi {
  readonly #surroundings: HostEnvironment;
  readonly #home: StepHost;
  readonly #modules = new Map<string, StepHost>();
  /** Calls without a shared stop flag that have not been answered, by number. */
  readonly #unanswered = new Map<number, Unanswered>();
  #stopFlags: Int32Array | undefined;
  /** The end of the last lease that could not be answered in one go. */
  #tail: Promise<unknown> | undefined;

  constructor(surroundings: HostEnvironment) {
    this.#surroundings = surroundings;
    this.#home = createStepHost(surroundings.registry);
  }

  configure(configuration: HostConfiguration): void {
    this.#stopFlags = configuration.stopFlags;
  }

  /**
   * Runs a lease, after those that came before it.
   *
   * @param slot - the index of its stop flag.
   * @param reporting - whether early bounds are wanted.
   */
  run(
    call: number,
    slot: number,
    lease: Lease,
    reporting: boolean,
  ): Settlement | Promise<Settlement> {
    const controls = this.#controls(call, slot, reporting);
    if (this.#stopFlags !== undefined && this.#tail === undefined) {
      const hosts = this.#loadedHosts(lease);
      if (hosts !== undefined) return runToTheEnd(hosts, lease, controls);
    }
    const settled = (this.#tail ?? Promise.resolve())
      .then(() => this.#runInTurn(lease, controls))
      .catch((error: unknown): Settlement => ({ kind: 'failed', error: toErrorData(error) }))
      .finally(() => {
        this.#unanswered.delete(call);
        if (this.#tail === settled) this.#tail = undefined;
      });
    this.#tail = settled;
    return settled;
  }

  /**
   * For hosts without shared memory: seen between two slices.
   * @param from - the place in the chain of the call, from 0, of the first lease that is to stop.
   */
  stop(call: number, from: number): void {
    // A stop may cross the answer of its call.
    const unanswered = this.#unanswered.get(call);
    if (unanswered !== undefined) unanswered.stopFrom = from;
  }

  shutdown(): void {
    this.#surroundings.close();
  }

  async #runInTurn(lease: Lease, controls: ChainControls): Promise<Settlement> {
    const hosts = await this.#hosts(lease);
    if (this.#stopFlags !== undefined) return runToTheEnd(hosts, lease, controls);
    const run = new ChainRun(hosts, lease, controls);
    // Every turn runs a step at least, and the lease's quantum bounds the steps.
    for (;;) {
      const settlement = run.advance(SLICE_MILLISECONDS);
      if (settlement !== undefined) return settlement;
      await this.#surroundings.yieldToEventLoop();
    }
  }

  #controls(call: number, slot: number, reporting: boolean): ChainControls {
    const { now, report } = this.#surroundings;
    return {
      stopFrom: this.#stopFrom(call, slot),
      now,
      ...(reporting
        ? {
            report: (bounds: Enclosure) => {
              report(call, bounds);
            },
          }
        : {}),
    };
  }

  /** A function that reads from which place in its chain a call is to stop. */
  #stopFrom(call: number, slot: number): () => number {
    const flags = this.#stopFlags;
    if (flags === undefined) {
      const unanswered: Unanswered = { stopFrom: Infinity };
      this.#unanswered.set(call, unanswered);
      return () => unanswered.stopFrom;
    }
    return () => {
      const flag = Atomics.load(flags, slot);
      return flag === 0 ? Infinity : flag - 1;
    };
  }

  /** The hosts of a chain whose modules have all been loaded. */
  #loadedHosts(lease: Lease): StepHost[] | undefined {
    const hosts: StepHost[] = [];
    for (let link: Lease | undefined = lease; link !== undefined; link = link.then) {
      const { module } = link.refiner;
      const host = module === undefined ? this.#home : this.#modules.get(module);
      if (host === undefined) return undefined;
      hosts.push(host);
    }
    return hosts;
  }

  /** The hosts of a chain, up to the first later lease whose module does not load. */
  async #hosts(lease: Lease): Promise<StepHost[]> {
    const hosts: StepHost[] = [];
    for (let link: Lease | undefined = lease; link !== undefined; link = link.then) {
      const { module } = link.refiner;
      try {
        hosts.push(module === undefined ? this.#home : await this.#moduleHost(module));
      } catch (error) {
        if (hosts.length === 0) throw error;
        break;
      }
    }
    return hosts;
  }

  async #moduleHost(module: string): Promise<StepHost> {
    let host = this.#modules.get(module);
    if (host === undefined) {
      host = createStepHost(refinersIn(await this.#surroundings.load(module)));
      this.#modules.set(module, host);
    }
    return host;
  }
}

function runToTheEnd(
  hosts: readonly StepHost[],
  lease: Lease,
  controls: ChainControls,
): Settlement {
  if (lease.then === undefined) return hosts[0]!.run(lease, controlsAt(controls, 0));
  const run = new ChainRun(hosts, lease, controls);
  // Every call ends a lease at least, and a chain is short.
  for (;;) {
    const settlement = run.advance(Infinity);
    if (settlement !== undefined) return settlement;
  }
}
