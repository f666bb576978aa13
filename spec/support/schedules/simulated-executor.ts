/**
 * A simulated executor on a virtual clock: it plays a coordinator against scripted costs, failures,
 * losses and delays, without a thread, a timer or a sleep. Results are computed by the real step host.
 */
import TinyQueue from 'tinyqueue';
import type { Coordinator } from '#lib/coordinator/coordinator.js';
import type { SchedulerEvent } from '#lib/coordinator/events.js';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import type { OperationId, Outcome } from '#lib/coordinator/operations/request.js';
import type { Slot } from '#lib/coordinator/leases/port.js';
import type { StepHost } from '#lib/execution/host/step-host.js';

/** What becomes of one lease. */
export interface Fate {
  /** Virtual nanoseconds until it settles. */
  readonly after: number;
  readonly as:
    | 'answer'
    /** The worker crashes. */
    | 'lost'
    /** Declared lost, but it answers after all, `later` nanoseconds afterwards. */
    | 'lost-then-answer'
    /** The answer is delivered again, `later` nanoseconds afterwards. */
    | 'answer-twice'
    /** The step throws. */
    | 'failed';
  readonly later?: number;
  /** Whether the step looks at its stop flag: one that was told to stop then brings nothing. */
  readonly stoppable?: boolean;
}

export type Script = (lease: Lease, slot: Slot) => Fate;

interface Delivery {
  readonly time: number;
  readonly order: number;
  readonly deliver: () => void;
}

export interface SimulationOptions {
  readonly coordinator: Coordinator;
  readonly host: StepHost;
  /** Slots; slot 0 is inline, the others are threads. */
  readonly slots?: number;
  readonly script?: Script;
  /** Called after every settlement: the place for invariants. */
  readonly afterEach?: () => void;
}

const MOST_TURNS = 1_000_000;

export class SimulatedExecutor {
  now = 0;
  /** Virtual nanoseconds that slots were busy. */
  busy = 0;
  readonly outcomes = new Map<OperationId, Outcome>();
  readonly events: SchedulerEvent[] = [];
  /** Every lease in the order of issue. */
  readonly leases: Lease[] = [];
  /** Leases that were told to stop. */
  readonly stopped = new Set<number>();
  readonly #options: Required<SimulationOptions>;
  readonly #free: Slot[];
  readonly #queue = new TinyQueue<Delivery>([], (a, b) => a.time - b.time || a.order - b.order);
  #order = 0;

  constructor(options: SimulationOptions) {
    this.#options = {
      slots: 1,
      script: (lease) => ({ after: lease.predictedCost, as: 'answer' }),
      afterEach: () => undefined,
      ...options,
    };
    this.#free = Array.from({ length: this.#options.slots }, (_, id) => ({
      id,
      kind: id === 0 ? 'inline' : 'thread',
    }));
  }

  /** Does something at a moment to come. */
  at(time: number, action: () => void): void {
    this.#queue.push({ time, order: this.#order++, deliver: action });
  }

  /** Plays until nothing is under way and nothing is left to deliver. */
  run(): this {
    const { coordinator, afterEach } = this.#options;
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const poll = coordinator.poll([...this.#free], this.now);
      for (const event of poll.events) this.events.push(event);
      for (const outcome of poll.outcomes) this.outcomes.set(outcome.operation, outcome);
      for (const lease of poll.stop) this.stopped.add(lease);
      for (const { slot, lease } of poll.run) this.#start(lease, slot);
      const next = this.#queue.peek();
      if (next === undefined || (poll.wakeAt !== undefined && poll.wakeAt < next.time)) {
        if (poll.wakeAt === undefined) return this;
        this.now = Math.max(this.now + 1, poll.wakeAt);
        continue;
      }
      this.#queue.pop();
      this.now = Math.max(this.now, next.time);
      next.deliver();
      afterEach();
    }
    throw new Error(`the simulation did not end within ${String(MOST_TURNS)} turns`);
  }

  #start(lease: Lease, slot: Slot): void {
    const { coordinator, host, script } = this.#options;
    this.leases.push(lease);
    this.#free.splice(
      this.#free.findIndex(({ id }) => id === slot.id),
      1,
    );
    const fate = script(lease, slot);
    const stopRequested = (): boolean => fate.stoppable === true && this.stopped.has(lease.id);
    const answer = (): Settlement => host.run(lease, { stopRequested });
    const settle = (settlement: Settlement): void => {
      coordinator.settle(lease, settlement, this.now);
    };
    this.busy += fate.after;
    this.at(this.now + fate.after, () => {
      this.#free.push(slot);
      this.#free.sort((a, b) => a.id - b.id);
      switch (fate.as) {
        case 'answer':
        case 'answer-twice':
          settle(answer());
          break;
        case 'lost':
        case 'lost-then-answer':
          settle({ kind: 'lost', reason: 'the script says so' });
          break;
        case 'failed':
          settle({ kind: 'failed', error: { name: 'Error', message: 'the script says so' } });
          break;
      }
      if (fate.as === 'answer-twice' || fate.as === 'lost-then-answer') {
        this.at(this.now + (fate.later ?? 1), () => {
          settle(answer());
        });
      }
    });
  }
}
