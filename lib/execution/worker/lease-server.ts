/**
 * The side of a context that runs in its host: runs the leases that arrive, one after the other.
 *
 * Laws
 * 1. Leases run in the order of their arrival, each to its end before the next begins.
 * 2. With shared signals a lease runs without interruption. Without them it runs in slices of at most 30 ms, or one
 *    step, and yields to the event loop between slices to receive stops. A beat goes out with every slice.
 * 3. The leases of a chain are answered together.
 * 4. A refiner module is loaded once, by the first lease that names it. Refiners of the same name in different modules
 *    are kept apart.
 * 5. Where the worker was started with a list of modules, no other is loaded.
 */
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { Registry } from '../../refiners/registry.js';
import { ModuleLoadError } from '../errors.js';
import { toErrorData } from '../host/error-data.js';
import { createStepHost } from '../host/step-host.js';
import type { StepHost } from '../host/step-host.js';
import { refinersIn } from './refiner-module.js';
import { CallSignals } from '../contexts/call-signals.js';
import { ChainRun, controlsAt } from './chain-run.js';
import type { ChainControls } from './chain-run.js';
import type { HostApi, HostConfiguration } from '../contexts/wire.js';

const SLICE_MILLISECONDS = 30;

/** What a lease server needs of the worker that it runs in. */
export interface HostEnvironment {
  /** The refiners for leases that name no module. */
  readonly registry: Registry;
  /** Imports a refiner module. */
  readonly load: (module: string) => Promise<object>;
  readonly report: (call: number, bounds: Enclosure) => void;
  /** Sends a beat where memory is not shared. */
  readonly beat: (call: number) => void;
  readonly now: () => number;
  readonly yieldToEventLoop: () => Promise<void>;
  /** Ends the worker and runs its exit handlers. */
  readonly close: () => void;
}

interface Unanswered {
  /** The position in its chain, from 0, of the first lease that is to stop; Infinity for none. */
  stopFrom: number;
}

export class LeaseServer implements HostApi {
  readonly #environment: HostEnvironment;
  readonly #defaultHost: StepHost;
  readonly #modules = new Map<string, StepHost>();
  /** Calls without shared signals that have not been answered, by number. */
  readonly #unanswered = new Map<number, Unanswered>();
  #signals: CallSignals | undefined;
  /** The modules that leases may name; undefined for any. */
  #allowed: ReadonlySet<string> | undefined;
  /** The answer of the last lease that was answered later. */
  #tail: Promise<unknown> | undefined;

  constructor(environment: HostEnvironment) {
    this.#environment = environment;
    this.#defaultHost = createStepHost(environment.registry);
  }

  configure({ signals, modules }: HostConfiguration): void {
    this.#signals = signals === undefined ? undefined : new CallSignals(signals);
    this.#allowed = modules === undefined ? undefined : new Set(modules);
  }

  /**
   * Runs a lease after those that arrived before it.
   *
   * @param signal - the index of its signals.
   * @param reporting - whether early bounds are to be reported.
   */
  run(
    call: number,
    signal: number,
    lease: Lease,
    reporting: boolean,
  ): Settlement | Promise<Settlement> {
    const controls = this.#controls(call, signal, reporting);
    if (this.#signals !== undefined && this.#tail === undefined) {
      const hosts = this.#loadedHosts(lease);
      if (hosts !== undefined) return runToTheEnd(hosts, lease, controls);
    }
    const settled = (this.#tail ?? Promise.resolve())
      .then(() => this.#runInTurn(call, lease, controls))
      .catch((error: unknown): Settlement => ({ kind: 'failed', error: toErrorData(error) }))
      .finally(() => {
        this.#unanswered.delete(call);
        if (this.#tail === settled) this.#tail = undefined;
      });
    this.#tail = settled;
    return settled;
  }

  /**
   * Asks a call to stop, on hosts without shared memory; read between two slices.
   * @param from - the position in its chain, from 0, of the first lease that is to stop.
   */
  stop(call: number, from: number): void {
    // A stop may cross the answer of its call.
    const unanswered = this.#unanswered.get(call);
    if (unanswered !== undefined) unanswered.stopFrom = from;
  }

  shutdown(): void {
    this.#environment.close();
  }

  async #runInTurn(call: number, lease: Lease, controls: ChainControls): Promise<Settlement> {
    // Its turn has come: what its module does is its own doing.
    controls.stopFrom();
    const hosts = await this.#hosts(lease);
    if (this.#signals !== undefined) return runToTheEnd(hosts, lease, controls);
    const run = new ChainRun(hosts, lease, controls);
    // Each turn runs a step at least, and the quantum bounds the number of steps.
    for (;;) {
      const settlement = run.advance(SLICE_MILLISECONDS);
      if (settlement !== undefined) return settlement;
      this.#environment.beat(call);
      await this.#environment.yieldToEventLoop();
    }
  }

  #controls(call: number, signal: number, reporting: boolean): ChainControls {
    const { now, report } = this.#environment;
    return {
      stopFrom: this.#stopFrom(call, signal),
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

  /** A function that reads the position in its chain from which a call is to stop. */
  #stopFrom(call: number, signal: number): () => number {
    const signals = this.#signals;
    if (signals === undefined) {
      const unanswered: Unanswered = { stopFrom: Infinity };
      this.#unanswered.set(call, unanswered);
      return () => unanswered.stopFrom;
    }
    return () => signals.readStop(signal);
  }

  /** The hosts of a chain; undefined where a module has not been loaded. */
  #loadedHosts(lease: Lease): StepHost[] | undefined {
    const hosts: StepHost[] = [];
    for (let link: Lease | undefined = lease; link !== undefined; link = link.then) {
      const { module } = link.refiner;
      const host = module === undefined ? this.#defaultHost : this.#modules.get(module);
      if (host === undefined) return undefined;
      hosts.push(host);
    }
    return hosts;
  }

  /** The hosts of a chain, up to the first lease whose module cannot be loaded. */
  async #hosts(lease: Lease): Promise<StepHost[]> {
    const hosts: StepHost[] = [];
    for (let link: Lease | undefined = lease; link !== undefined; link = link.then) {
      const { module, edition } = link.refiner;
      try {
        hosts.push(
          module === undefined ? this.#defaultHost : await this.#moduleHost(module, edition),
        );
      } catch (error) {
        if (hosts.length === 0) throw error;
        break;
      }
    }
    return hosts;
  }

  async #moduleHost(module: string, edition?: number): Promise<StepHost> {
    let host = this.#modules.get(module);
    if (host === undefined) {
      if (this.#allowed?.has(module) === false)
        throw new ModuleLoadError(
          module,
          'it is not in the list that this worker was started with',
        );
      host = createStepHost(refinersIn(await this.#environment.load(module), edition));
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
  // Each call ends a lease, and the length of a chain is bounded.
  for (;;) {
    const settlement = run.advance(Infinity);
    if (settlement !== undefined) return settlement;
  }
}
