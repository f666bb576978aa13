/**
 * The step host: runs leases with the refiners of a registry. A context of any kind is a step host and a way to reach
 * it.
 *
 * Laws
 * 1. Each lease gets exactly one settlement; nothing is thrown.
 * 2. A lease runs at least one step unless it was asked to stop before, and never more steps than its quantum allows.
 *    It ends as soon as one of these holds: its demand or the width of its quantum is met; the refiner is done or
 *    blocked; a step has not narrowed the bounds; a stop was requested, which kernels check inside a step.
 * 3. The bounds of the result and all reported bounds lie inside the bounds of the lease.
 * 4. A value that a refiner caches beside its state is there again for the lease that brings that state back to this
 *    host, and for no other lease, of this session or of another.
 * 5. Without a clock the settlement depends on the lease alone.
 * 6. Values that a lease brings are used for exactly the parts that they were computed of. A step is divided before it
 *    has brought anything, or not at all.
 */
import { describeEnclosure } from '../../exact/describe.js';
import { intersect, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { ContradictionError } from '../../exact/errors.js';
import { setStop, Interrupted } from '../../exact/interruption.js';
import { setPartition } from '../../kernels/parts.js';
import type { Partition } from '../../kernels/parts.js';
import type { Lease, PartValues, Settlement } from '../../coordinator/leases/lease.js';
import { kernelPart } from '../../refiners/parts.js';
import { samePlain } from '../../refiners/plain.js';
import { keyOf } from '../../refiners/registry.js';
import type { Registry } from '../../refiners/registry.js';
import type { Plain, Refiner, StepContext, StepResult } from '../../refiners/refiner.js';
import { demandMet } from './demand.js';
import { toErrorData } from './error-data.js';
import { RefinerContractError, UnknownRefinerError } from '../errors.js';
import { HostCache } from './host-cache.js';
import type { CacheCell } from './host-cache.js';
import { isEnclosure } from '../../exact/enclosure/recognition.js';
import { ResultAccumulator, checkPlain, checkState, checkStepResult } from './step-result.js';

/** The inputs and outputs of a host while a lease runs. */
export interface StepControls {
  /** Checked before every step, and by refiners inside one. */
  readonly stopRequested: () => boolean;
  /** Receives bounds that a step publishes before it ends. */
  readonly report?: ((bounds: Enclosure) => void) | undefined;
  /** Monotonic milliseconds. Without a clock, quanta in milliseconds do not count and `elapsed` is undefined. */
  readonly now?: (() => number) | undefined;
}

/** A lease under way. */
export interface StepRun {
  /**
   * Runs at least one step, and further ones for about this many milliseconds; without a clock it runs to the end.
   * A host without shared memory can read its messages in between.
   *
   * @returns the settlement, or undefined where the lease has not ended.
   */
  advance(milliseconds: number): Settlement | undefined;
}

/** Runs leases against a registry of refiners. */
export interface StepHost {
  /** Runs a lease to its end. */
  run(lease: Lease, controls: StepControls): Settlement;
  /** Starts a lease that is run in slices. */
  begin(lease: Lease, controls: StepControls): StepRun;
}

/**
 * A host for the steps of the refiners in a registry.
 *
 * @param registry - Looked up again for every lease, so refiners may be added later.
 */
export function createStepHost(registry: Registry): StepHost {
  const cache = new HostCache();
  const begin = (lease: Lease, controls: StepControls): StepRun => {
    const refiner = registry.get(keyOf(lease.refiner));
    if (refiner !== undefined) return new LeaseRun(refiner, lease, controls, cache);
    const error = toErrorData(new UnknownRefinerError(lease.refiner, registry.keys()));
    return { advance: () => ({ kind: 'failed', error }) };
  };
  return {
    begin,
    run: (lease, controls) => {
      const run = begin(lease, controls);
      // Each call runs a step, and the quantum bounds the number of steps.
      for (;;) {
        const settlement = run.advance(Infinity);
        if (settlement !== undefined) return settlement;
      }
    },
  };
}

/** A step that asks for other parts each time computes them itself from here on. */
const MOST_DIVISIONS = 32;
const NO_VALUES: readonly PartValues[] = [];

/** Thrown by a step that is divided: it asks for the values of these parts. */
class Division extends Error {
  readonly parts: readonly Plain[];

  constructor(parts: readonly Plain[]) {
    super('a step is divided');
    this.parts = parts;
  }
}

class LeaseRun implements StepRun {
  readonly #refiner: Refiner;
  readonly #key: string;
  readonly #lease: Lease;
  readonly #controls: StepControls;
  readonly #stepsAllowed: number;
  readonly #cache: HostCache;
  readonly #cell: CacheCell;
  /** Reused for all steps; only its state changes. */
  readonly #context: { -readonly [Field in keyof StepContext]: StepContext[Field] };
  #bounds: Enclosure;
  readonly #results = new ResultAccumulator();
  #steps = 0;
  #elapsed = 0;
  #startedAt: number | undefined;
  /** For kernels, where the refiner computes what they ask for. */
  readonly #partition: Partition | undefined;

  constructor(refiner: Refiner, lease: Lease, controls: StepControls, cache: HostCache) {
    this.#refiner = refiner;
    this.#key = keyOf(lease.refiner);
    this.#lease = lease;
    this.#controls = controls;
    this.#cache = cache;
    this.#cell = cache.take(lease);
    this.#bounds = lease.bounds;
    this.#stepsAllowed = Math.max(1, lease.quantum.steps);
    const inParts = (parts: readonly Plain[]): readonly Plain[] => this.#inParts(parts);
    this.#context = {
      state: lease.state,
      inputs: lease.inputs,
      exactInputs: lease.exactInputs,
      demand: lease.demand,
      quantum: lease.quantum,
      stopRequested: () => controls.stopRequested(),
      report: (bounds) => {
        this.#report(bounds);
      },
      cache: this.#cell,
      inParts,
    };
    // What kernels ask for is plain data.
    this.#partition = refiner.part === kernelPart ? (inParts as unknown as Partition) : undefined;
  }

  advance(milliseconds: number): Settlement | undefined {
    const { now } = this.#controls;
    const before = this.#elapsed;
    const start = now?.() ?? 0;
    this.#startedAt ??= start;
    const outer = setStop(this.#controls.stopRequested);
    const outerPartition = setPartition(this.#partition);
    try {
      if (this.#controls.stopRequested()) return this.#stopped();
      if (this.#lease.part !== undefined) return this.#partSettled(this.#lease.part);
      for (;;) {
        const progress = this.#step();
        if (now !== undefined) this.#elapsed = before + now() - start;
        if (this.#hasEnded()) return this.#settled();
        if (this.#controls.stopRequested()) return this.#stopped();
        if (!progress || this.#quantumUsed()) return this.#settled();
        if (now !== undefined && this.#elapsed - before >= milliseconds) return undefined;
      }
    } catch (error) {
      if (error instanceof Interrupted) return this.#stopped();
      if (error instanceof Division) return { kind: 'parts', parts: error.parts };
      return { kind: 'failed', error: toErrorData(error) };
    } finally {
      setStop(outer);
      setPartition(outerPartition);
    }
  }

  #inParts(parts: readonly Plain[]): readonly Plain[] {
    const { divisible, values = NO_VALUES } = this.#lease;
    // Kernels keep constants, so a step may ask for fewer parts than it did on another thread.
    const known = values.find((each) => samePlain(each.parts, parts));
    if (known !== undefined) return known.values;
    const mayAsk = divisible === true && values.length < MOST_DIVISIONS;
    if (mayAsk && this.#steps === 0 && parts.length > 1) {
      checkPlain(parts, 'parts are plain data', this.#key);
      throw new Division(parts);
    }
    return parts.map((part) => this.#valueOf(part));
  }

  #valueOf(part: Plain): Plain {
    const value: unknown = this.#refiner.part?.(part, this.#lease.params);
    checkPlain(value, 'a part has a value, which is plain data', this.#key);
    return value as Plain;
  }

  #partSettled(part: Plain): Settlement {
    const { now } = this.#controls;
    const start = now?.() ?? 0;
    // A part computes no parts of its own elsewhere.
    setPartition(undefined);
    const value = this.#valueOf(part);
    if (now === undefined) return { kind: 'part', value };
    return { kind: 'part', value, elapsed: Math.round((now() - start) * 1e6) };
  }

  /** @returns whether the bounds narrowed. */
  #step(): boolean {
    const before = this.#bounds;
    const answer: unknown = this.#refiner.step(this.#context, this.#lease.params);
    const result = checkStepResult(answer, this.#key);
    this.#bounds = this.#narrow(result.bounds);
    this.#results.add(result);
    this.#context.state = result.state;
    this.#steps += 1;
    return this.#bounds !== before; // `intersect` returns its first argument if that is no wider
  }

  /** Whether another step has nothing to do: the demand is met, or the refiner is done or blocked. */
  #hasEnded(): boolean {
    const result = this.#results.last;
    if (result?.done !== undefined) return true;
    if (result?.needs !== undefined && result.needs.length > 0) return true;
    return demandMet(this.#bounds, this.#lease.demand);
  }

  #quantumUsed(): boolean {
    if (this.#steps >= this.#stepsAllowed) return true;
    const { milliseconds = Infinity, width = -Infinity } = this.#lease.quantum;
    return this.#elapsed >= milliseconds || widthLog2(this.#bounds) <= width;
  }

  #settled(): Settlement {
    const result = this.#finished();
    if (result === undefined) return { kind: 'stopped' };
    return { kind: 'result', result, steps: this.#steps, ...this.#time() };
  }

  #stopped(): Settlement {
    const result = this.#finished();
    return result === undefined ? { kind: 'stopped' } : { kind: 'stopped', result };
  }

  /** The result of all steps so far. The state is checked here, once per lease, as it is about to be sent. */
  #finished(): StepResult | undefined {
    const result = this.#results.under(this.#bounds);
    if (result !== undefined) {
      checkState(result.state, this.#key);
      this.#cache.put(this.#lease, this.#cell);
    }
    return result;
  }

  #time(): { elapsed?: number; startedAt?: number } {
    if (this.#controls.now === undefined) return {};
    return {
      elapsed: Math.round(this.#elapsed * 1e6),
      startedAt: Math.round((this.#startedAt ?? 0) * 1e6),
    };
  }

  #report(bounds: Enclosure): void {
    if (!isEnclosure(bounds)) {
      throw new RefinerContractError(
        this.#key,
        'bounds are an enclosure',
        'what it reported is no enclosure',
      );
    }
    // The next step may start from these bounds, so they count from now on.
    this.#bounds = this.#narrow(bounds);
    this.#controls.report?.(this.#bounds);
  }

  #narrow(found: Enclosure): Enclosure {
    const bounds = intersect(this.#bounds, found);
    if (bounds !== undefined) return bounds;
    const error = new ContradictionError(
      `refiner ${this.#key} at step ${String(this.#steps + 1)} of its lease found ` +
        `${describeEnclosure(found)}, which does not meet ${describeEnclosure(this.#bounds)}`,
    );
    throw Object.assign(error, { previous: this.#bounds, found });
  }
}
