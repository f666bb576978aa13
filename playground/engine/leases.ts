/** What the page is shown of the leases of a run: when each was cut, where it ran, and how it ended. */
import type { Slot } from 'pincer/coordinator';
import type { Lease, SchedulerEvent, Settlement } from 'pincer/execution';
import type { LeaseMark, Used } from '../protocol.js';

/** Of one frame: what is over is counted, and not drawn. */
const MOST_MARKS = 400;
/** The declared cost of a step is in units of about a nanosecond. */
const PER_MILLISECOND = 1e6;

export class Leases {
  readonly #began: number;
  readonly #out = new Map<number, LeaseMark>();
  #marks = new Map<number, LeaseMark>();
  #used: { -readonly [Name in keyof Used]: Used[Name] } = {
    leases: 0,
    leasesOfGoal: 0,
    stale: 0,
    lost: 0,
    cost: 0,
    elapsed: 0,
    busy: 0,
  };
  /** When the first of the leases that are out was cut. */
  #activeSince = 0;

  /** @param began - nanoseconds, as all times that come in. */
  constructor(began: number) {
    this.#began = began;
  }

  get out(): number {
    return this.#out.size;
  }

  /** What is used by now: the leases that are out count until this moment. */
  usedBy(now: number): Used {
    const active = this.#out.size === 0 ? 0 : (now - this.#activeSince) / 1e6;
    return { ...this.#used, elapsed: this.#used.elapsed + active };
  }

  milliseconds(now: number): number {
    return (now - this.#began) / 1e6;
  }

  goalChanged(): void {
    this.#used.leasesOfGoal = 0;
  }

  cut(slot: Slot, lease: Lease, now: number): void {
    if (this.#out.size === 0) this.#activeSince = now;
    const { width } = lease.demand;
    const mark: LeaseMark = {
      id: lease.id,
      worker: slot.id,
      node: lease.node,
      name: `${lease.refiner.name} #${String(lease.node)}`,
      from: this.milliseconds(now),
      attempt: lease.attempt,
      bits: width === Infinity ? undefined : Math.max(0, Math.ceil(-width)),
    };
    this.#out.set(lease.id, mark);
    this.#show(mark);
    this.#used.leases++;
    this.#used.leasesOfGoal++;
  }

  settled(lease: Lease, settlement: Settlement, now: number): void {
    const mark = this.#out.get(lease.id);
    if (mark === undefined) return;
    this.#out.delete(lease.id);
    if (this.#out.size === 0) this.#used.elapsed += (now - this.#activeSince) / 1e6;
    this.#show({ ...mark, to: this.milliseconds(now), end: ENDS[settlement.kind] });
    if (settlement.kind === 'lost') this.#used.lost++;
    if (settlement.kind !== 'result') return;
    this.#used.cost += (settlement.result.cost ?? 0) / PER_MILLISECOND;
    this.#used.busy += (settlement.elapsed ?? 0) / 1e6;
  }

  /** What the scheduler says of them afterwards. */
  happened(events: readonly SchedulerEvent[]): void {
    for (const event of events) {
      if (event.type !== 'lease-ended' || event.end !== 'stale') continue;
      this.#used.stale++;
      const mark = this.#marks.get(event.lease);
      if (mark !== undefined) this.#show({ ...mark, end: 'stale' });
    }
  }

  /** The marks that have changed since the last call. */
  takeMarks(): LeaseMark[] {
    const marks = [...this.#marks.values()];
    this.#marks = new Map();
    return marks;
  }

  #show(mark: LeaseMark): void {
    this.#marks.delete(mark.id);
    this.#marks.set(mark.id, mark);
    if (this.#marks.size <= MOST_MARKS) return;
    const [oldest] = this.#marks.keys();
    this.#marks.delete(oldest!);
  }
}

/** How a lease ended that came back so. A step is answered in parts only where a placement divides it. */
const ENDS = {
  result: 'committed',
  parts: 'committed',
  part: 'committed',
  stopped: 'stopped',
  failed: 'failed',
  lost: 'lost',
} as const;
