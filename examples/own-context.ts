/**
 * A context of one's own: leases travel as text to a host elsewhere, which knows Pincer's own refiners. Here both ends
 * are in one program. The first answer is garbled on its way, which costs its step a retry and the request nothing.
 */
import { createSession, exp, pi, sqrt } from 'pincer';
import {
  builtinRegistry,
  createStepHost,
  decodeLease,
  decodeSettlement,
  encodeLease,
  encodeSettlement,
  registryKey,
} from 'pincer/execution';
import type {
  ContextStatistics,
  Execution,
  ExecutionContext,
  Lease,
  RefinerReference,
  Settlement,
} from 'pincer/execution';
import { refined } from 'pincer/refiner';

// The other end: a host, and the refiners that it runs.
const registry = builtinRegistry();
const host = createStepHost(registry);
const answer = (text: string): string =>
  encodeSettlement(host.run(decodeLease(text), { stopRequested: () => false }));

class QueueContext implements ExecutionContext {
  readonly name = 'queue';
  readonly kind = 'process';
  readonly capacity = 2;
  readonly isolates = true;
  alive = true;
  #started = 0;
  #settled = 0;
  #waiting: (() => void)[] = [];

  serves({ name, version }: RefinerReference): boolean {
    return registry.has(registryKey(name, version));
  }

  execute(lease: Lease): Execution {
    this.#started++;
    const settled = this.#ask(encodeLease(lease), this.#started === 1);
    return { lease: lease.id, settled, stop: () => undefined };
  }

  async #ask(lease: string, garbles: boolean): Promise<Settlement> {
    await new Promise(setImmediate); // the way there and back
    const text = answer(lease);
    this.#settled++;
    for (const wake of this.#waiting.splice(0)) wake();
    return decodeSettlement(garbles ? text.replace('result', 'resalt') : text);
  }

  async whenAvailable(): Promise<void> {
    while (this.alive && this.stats().inFlight >= this.capacity) await this.#change();
  }

  async join(): Promise<void> {
    while (this.stats().inFlight > 0) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  terminate(): Promise<void> {
    this.alive = false;
    return this.join();
  }

  stats(): ContextStatistics {
    const inFlight = this.#started - this.#settled;
    return { started: this.#started, settled: this.#settled, lost: 0, inFlight };
  }
}

const queue = new QueueContext();
await using session = createSession({ placement: queue });

const result = await exp(pi.multiply(sqrt(163))).refine({ digits: 40 }, { session });
console.log(result.digits);
console.log(`${result.status}, retries: ${String(result.statistics.retries)}`);
console.log(`leases through the queue: ${String(queue.stats().settled > 2)}`);

// A refiner that the queue does not serve runs on the calling thread.
const half = refined(
  {
    ...{ name: 'half', version: 1, start: () => null },
    step: () => ({ state: null, bounds: { kind: 'narrow', lo: 1n, width: 0, exp: -1 } }),
  },
  null,
);
const before = queue.stats().started;
console.log((await half.refine({ digits: 3 }, { session })).digits);
console.log(`through the queue: ${String(queue.stats().started - before)}`);

// The session leaves the context to its owner.
await session.close();
console.log(`alive: ${String(queue.alive)}`);
await queue.terminate();
