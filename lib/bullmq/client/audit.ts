/**
 * The audit of workers: some of their answers are computed again by the client.
 *
 * Laws
 * 1. What is compared is equality of bounds and state: a liar's narrow interval inside the right one meets it, and so
 *    would prove nothing. So many steps of a refiner of Pincer's own depend on their lease alone, so they are equal or
 *    wrong; so is the value of a part of one. The leases of a chain are compared one by one.
 * 2. What an answer says of itself does not keep it from being compared. What a stopped lease has brought is not used,
 *    as it does not say after how many steps it was.
 * 3. The answers of a worker that was found to lie count no more, and its seats are not counted.
 * 4. Every session that had an answer or early bounds of it before is tainted: it is told so at once, and no lease of it
 *    is answered any more but by the error.
 * 5. What is kept of a session goes with it. Of leases of nobody who would say so, the most recent sessions are kept.
 */
import { settledLeases } from '../../coordinator/leases/chain.js';
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import { RecentMap } from '../../exact/recent-map.js';
import { createStepHost } from '../../execution/host/step-host.js';
import { builtinRegistry } from '../../refiners/builtin.js';
import { encodePlainBytes } from '../../refiners/plain-bytes.js';
import { keyOf } from '../../refiners/registry.js';
import { FleetError } from '../../remote/errors.js';

/** Sessions that have not said that they want to be told. */
const MOST_SESSIONS = 10_000;

interface Audited {
  /** Who is told that it is tainted. */
  tell: ((error: FleetError) => void) | undefined;
  /** Those whose answers it has had. */
  readonly workers: Set<string>;
  /** One of them that was found to lie. */
  liar: string | undefined;
}

export class Audit {
  readonly #every: number;
  readonly #registry = builtinRegistry();
  readonly #host = createStepHost(this.#registry);
  #eligible = 0;
  /** Workers that were found to lie. */
  readonly #liars = new Set<string>();
  /** The sessions that are told, until they end. */
  readonly #sessions = new Map<string, Audited>();
  readonly #others = new RecentMap<string, Audited>(MOST_SESSIONS);

  /** @param every - how many answers that can be audited come to one that is; 0 for none. */
  constructor(every: number) {
    this.#every = every;
  }

  /** Of how many sessions anything is kept. */
  get sessions(): number {
    return this.#sessions.size + this.#others.size;
  }

  trusts(worker: string): boolean {
    return !this.#liars.has(worker);
  }

  /** Why a session gets no more answers; undefined where it does. */
  taintOf(incarnation: string): FleetError | undefined {
    const liar = (this.#sessions.get(incarnation) ?? this.#others.get(incarnation))?.liar;
    if (liar === undefined) return undefined;
    return new FleetError(
      'audit',
      `the worker ${liar} gave an answer that is not what its step gives, and this session has used answers of it: nothing that it computed is to be believed; end the worker, and compute again in another session`,
    );
  }

  /** Has somebody told when a session is tainted. @returns what forgets the session, where it ends. */
  onTaint(incarnation: string, tell: (error: FleetError) => void): () => void {
    if (this.#every === 0) return () => undefined;
    const session = this.#of(incarnation);
    session.tell = tell;
    this.#others.delete(incarnation);
    this.#sessions.set(incarnation, session);
    return () => this.#sessions.delete(incarnation);
  }

  /** Takes note that a session uses something that a worker has said. */
  note({ incarnation }: Lease, worker: string): void {
    if (this.#every > 0) this.#of(incarnation).workers.add(worker);
  }

  /** What of an answer may be used. */
  usable(settlement: Settlement): Settlement {
    if (this.#every === 0) return settlement;
    if (settlement.kind === 'stopped') return { kind: 'stopped' };
    if (settlement.kind !== 'result' || settlement.then === undefined) return settlement;
    return { ...settlement, then: this.usable(settlement.then) };
  }

  /** Takes note of an answer. @returns whether the worker was found to lie. */
  findsLie(lease: Lease, worker: string, settlement: Settlement): boolean {
    if (this.#every === 0) return false;
    this.note(lease, worker);
    // The next of a chain has the bounds of the one before among its inputs.
    const answers = settledLeases(lease, settlement);
    if (
      answers.every(
        (each) =>
          !this.#isDue(each.lease, each.settlement) || this.#isRight(each.lease, each.settlement),
      )
    )
      return false;
    this.#liars.add(worker);
    for (const sessions of [this.#sessions, this.#others])
      for (const [incarnation, session] of sessions.entries()) {
        if (!session.workers.has(worker)) continue;
        session.liar = worker;
        session.tell?.(this.taintOf(incarnation)!);
      }
    return true;
  }

  #of(incarnation: string): Audited {
    const known = this.#sessions.get(incarnation) ?? this.#others.get(incarnation);
    if (known !== undefined) return known;
    const session: Audited = { tell: undefined, workers: new Set(), liar: undefined };
    this.#others.set(incarnation, session);
    return session;
  }

  /** Of steps of a refiner of Pincer's own, and parts of one, every so often. */
  #isDue({ refiner }: Lease, { kind }: Settlement): boolean {
    if (kind !== 'result' && kind !== 'part') return false;
    const isOwn = refiner.module === undefined && this.#registry.has(keyOf(refiner));
    return isOwn && ++this.#eligible % this.#every === 0;
  }

  #isRight({ then: _, ...lease }: Lease, found: Settlement): boolean {
    const steps = found.kind === 'result' ? found.steps : 1;
    // Whether a worker has divided a step or not, it comes to the same.
    const again: Lease = { ...lease, quantum: { steps }, divisible: false };
    const wanted = this.#host.run(again, { stopRequested: () => false });
    return Buffer.compare(outcomeOf(found), outcomeOf(wanted)) === 0;
  }
}

function outcomeOf(settlement: Settlement): Uint8Array {
  if (settlement.kind === 'part') return encodePlainBytes([settlement.value]);
  if (settlement.kind !== 'result') return encodePlainBytes(settlement.kind);
  const { steps, result } = settlement;
  return encodePlainBytes([steps, result.bounds, result.state]);
}
