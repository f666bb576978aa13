/**
 * The audit of workers: some of their answers are computed again by the client.
 *
 * Laws
 * 1. What is compared is equality of bounds and state: a liar's narrow interval inside the right one meets it, and so
 *    would prove nothing. One step of a refiner of Pincer's own depends on its lease alone, so it is equal or wrong; so
 *    is the value of a part of one.
 * 2. The answers of a worker that was found to lie count no more, and its seats are not counted.
 * 3. Every session that had an answer or early bounds of it before is tainted: it is told so at once, and no lease of it
 *    is answered any more but by the error.
 */
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import { createStepHost } from '../../execution/host/step-host.js';
import { builtinRegistry } from '../../refiners/builtin.js';
import { encodePlainBytes } from '../../refiners/plain-bytes.js';
import { keyOf } from '../../refiners/registry.js';
import { FleetError } from '../../remote/errors.js';

export class Audit {
  readonly #every: number;
  readonly #registry = builtinRegistry();
  readonly #host = createStepHost(this.#registry);
  #eligible = 0;
  /** The sessions that had answers of each worker. */
  readonly #sessions = new Map<string, Set<string>>();
  /** Workers that were found to lie. */
  readonly #liars = new Set<string>();
  /** The sessions that had answers of them, each with the worker. */
  readonly #tainted = new Map<string, string>();
  /** Those who are told that a session is tainted. */
  readonly #told = new Map<string, (error: FleetError) => void>();

  /** @param every - how many answers that can be audited come to one that is; 0 for none. */
  constructor(every: number) {
    this.#every = every;
  }

  trusts(worker: string): boolean {
    return !this.#liars.has(worker);
  }

  /** Why a session gets no more answers; undefined where it does. */
  taintOf(incarnation: string): FleetError | undefined {
    const worker = this.#tainted.get(incarnation);
    if (worker === undefined) return undefined;
    return new FleetError(
      'audit',
      `the worker ${worker} gave an answer that is not what its step gives, and this session has used answers of it: nothing that it computed is to be believed; end the worker, and compute again in another session`,
    );
  }

  /** Has somebody told when a session is tainted. */
  onTaint(incarnation: string, tell: (error: FleetError) => void): void {
    this.#told.set(incarnation, tell);
  }

  /** Takes note that a session uses something that a worker has said. */
  note({ incarnation }: Lease, worker: string): void {
    const sessions = this.#sessions.get(worker);
    if (sessions === undefined) this.#sessions.set(worker, new Set([incarnation]));
    else sessions.add(incarnation);
  }

  /** Takes note of an answer. @returns whether the worker was found to lie. */
  findsLie(lease: Lease, worker: string, settlement: Settlement): boolean {
    this.note(lease, worker);
    if (!this.#isDue(lease, settlement) || this.#isRight(lease, settlement)) return false;
    this.#liars.add(worker);
    for (const session of this.#sessions.get(worker)!) {
      this.#tainted.set(session, worker);
      this.#told.get(session)?.(this.taintOf(session)!);
    }
    return true;
  }

  /** One step of a refiner of Pincer's own, or a part of one, every so often. */
  #isDue({ refiner, then }: Lease, settlement: Settlement): boolean {
    if (this.#every === 0) return false;
    const isStep = settlement.kind === 'result' && settlement.steps === 1;
    if (!isStep && settlement.kind !== 'part') return false;
    const isOwn = refiner.module === undefined && this.#registry.has(keyOf(refiner));
    if (!isOwn || then !== undefined) return false;
    return ++this.#eligible % this.#every === 0;
  }

  #isRight(lease: Lease, found: Settlement): boolean {
    const one: Lease = { ...lease, quantum: { steps: 1 } };
    const wanted = this.#host.run(one, { stopRequested: () => false });
    return Buffer.compare(outcomeOf(found), outcomeOf(wanted)) === 0;
  }
}

function outcomeOf(settlement: Settlement): Uint8Array {
  if (settlement.kind === 'part') return encodePlainBytes([settlement.value]);
  if (settlement.kind !== 'result') return encodePlainBytes(settlement.kind);
  const { bounds, state } = settlement.result;
  return encodePlainBytes([bounds, state]);
}
