/** Leases as a session cuts them, for the laws of contexts. */
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import { referenceTo } from '../../coordinator/leases/reference.js';
import type { Execution, ExecutionContext } from '../../coordinator/leases/port.js';
import { exactValue } from '../../enclosures/construction.js';
import type { ExactNumber } from '../../enclosures/construction.js';
import { ALL } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { createStepHost } from '../../execution/host/step-host.js';
import type { StepHost } from '../../execution/host/step-host.js';
import { builtinRegistry } from '../../refiners/builtin.js';
import type { Plain, Refiner } from '../../refiners/refiner.js';
import { registryKey } from '../../refiners/registry.js';
import { BrokenLawError, enclosureText, plainText } from './fault.js';
import { pointInput } from './inputs.js';

/** A refiner with what it is run on. */
export interface Sample {
  readonly refiner: Refiner;
  readonly params?: unknown;
  /** Exact points, one for each input. */
  readonly inputs?: readonly ExactNumber[] | undefined;
}

/** One lease of a run: which sample, how fine, and in how many steps. */
export interface LeaseChoice {
  readonly sample: number;
  readonly bits: number;
  readonly steps: number;
}

/** A refiner of Pincer's own, by its name. */
function own(name: string): Refiner {
  for (const refiner of builtinRegistry().values()) if (refiner.name === name) return refiner;
  throw new RangeError(`own: there is no refiner named ${name}`);
}

/** Constants, and functions of a rational: refiners that every context of Pincer serves. */
export function ownSamples(): readonly Sample[] {
  return [
    { refiner: own('pi') },
    { refiner: own('e') },
    { refiner: own('exp'), inputs: ['1/3'] },
    { refiner: own('sin'), inputs: ['22/7'] },
    { refiner: own('nthRoot'), params: { n: 2 }, inputs: [2] },
  ];
}

/** A lease whose step is not defined: ln(-1). */
export function undefinedSample(): Sample {
  return { refiner: own('ln'), inputs: [-1] };
}

/** The lease of a choice, the n-th of its session. */
export function leaseOf(
  { refiner, params: given = null, inputs = [] }: Sample,
  { bits, steps }: Omit<LeaseChoice, 'sample'>,
  id: number,
  incarnation: string,
): Lease {
  // What is no plain data is refused by the context, which is what a law is to see.
  const params = given as Plain;
  return {
    ...{ id, incarnation, node: id, epoch: 0, attempt: 0, predictedCost: 1000 },
    stamp: { version: 0, nanoseconds: id },
    refiner: referenceTo(refiner),
    params,
    state: refiner.start(params),
    bounds: refiner.initial?.(params) ?? ALL,
    inputs: inputs.map((input) => pointInput(exactValue('contextLaws', input))),
    demand: { width: -bits },
    quantum: { steps },
  };
}

/** A host that answers each lease on this thread: what a context is compared with. */
export function referenceHost(samples: readonly Sample[]): StepHost {
  const registry = new Map(builtinRegistry());
  for (const { refiner } of samples)
    registry.set(registryKey(refiner.name, refiner.version), refiner);
  return createStepHost(registry);
}

/** What one context did with the leases of a run, for a law to look at. */
export class ContextTrial {
  readonly context: ExecutionContext;
  readonly #law: string;
  readonly #patience: number;
  readonly #log: string[];

  constructor(context: ExecutionContext, law: string, patience: number) {
    this.context = context;
    this.#law = law;
    this.#patience = patience;
    this.#log = [
      `context ${context.name} of kind ${context.kind}, capacity ${String(context.capacity)}`,
    ];
  }

  /** Executes a lease when the context has room. */
  async start(lease: Lease, report?: (bounds: Enclosure) => void): Promise<Execution> {
    const what = `lease ${String(lease.id)} of ${lease.incarnation}: ${lease.refiner.name}, params ${plainText(lease.params)}, demand 2^${String(lease.demand.width)}`;
    this.#log.push(what);
    await this.wait(this.context.whenAvailable(), 'the context did not say that it has room');
    try {
      return this.context.execute(lease, report);
    } catch (error) {
      return this.broke(`execute threw ${String(error)}`);
    }
  }

  /** The settlement of a lease. */
  async settled({ lease, settled }: Execution): Promise<Settlement> {
    const what = `lease ${String(lease)} did not settle`;
    const settlement = await this.wait(settled, what);
    this.#log.push(`lease ${String(lease)} settled: ${settlementText(settlement)}`);
    return settlement;
  }

  /** Starts a lease and waits for its settlement. */
  async answerOf(lease: Lease): Promise<Settlement> {
    return this.settled(await this.start(lease));
  }

  /** Waits as long as the patience of the laws lasts. */
  async wait<T>(promise: Promise<T>, otherwise: string): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => {
        resolve('late');
      }, this.#patience);
    });
    try {
      const first = await Promise.race([promise.then((value) => ({ value })), late]);
      if (first !== 'late') return first.value;
    } catch (error) {
      this.broke(`a promise was rejected: ${String(error)}`);
    } finally {
      clearTimeout(timer);
    }
    return this.broke(`${otherwise} within ${String(this.#patience)} ms`);
  }

  /** @throws BrokenLawError */
  broke(detail: string): never {
    throw new BrokenLawError(this.#law, detail, this.#log);
  }
}

/** A settlement for a log. */
export function settlementText(settlement: Settlement): string {
  switch (settlement.kind) {
    case 'result':
      return `result ${enclosureText(settlement.result.bounds)}, state ${plainText(settlement.result.state)}`;
    case 'failed':
      return `failed, ${settlement.error.name}: ${settlement.error.message}`;
    case 'lost':
      return `lost, ${settlement.reason}`;
    case 'stopped':
      return 'stopped';
    case 'parts':
      return `parts, ${plainText(settlement.parts)}`;
    case 'part':
      return `part, ${plainText(settlement.value)}`;
  }
}
