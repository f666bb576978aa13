/**
 * The driver of the deterministic mode: the same requests give the same leases, results and trace,
 * whatever workers there are and however long anything takes.
 *
 * Laws
 * 1. The coordinator always sees the same eight virtual slots and a virtual clock. A lease holds its
 *    slot for its predicted cost, which no measurement has a part in.
 * 2. Results are committed in the order of their virtual ends, ties by lease number; the driver waits
 *    for the one that is due, and for no other.
 * 3. Workers only compute ahead of the order. What one loses is computed again, unseen by the
 *    coordinator. Early reports are not passed on.
 */
import type { Coordinator, Poll } from '../coordinator/coordinator.js';
import type { Event } from '../coordinator/events.js';
import type { Lease, Nanoseconds, Settlement } from '../coordinator/lease.js';
import type { OperationId, Outcome, Request } from '../coordinator/operation.js';
import { ONE_STEP, predictCost } from '../coordinator/placement.js';
import type { Placement } from '../coordinator/placement.js';
import type { Slot } from '../coordinator/port.js';
import type { InlineContext } from '../execution/inline.js';
import { platform } from '../execution/platform.js';
import type { Places } from '../execution/places.js';
import { onAbort } from './abort.js';
import type { Clock } from './clock.js';
import type { Driver, RunOptions } from './driver.js';
import { callOutside } from './outside.js';

/** The window: how many leases are out at once, whatever the number of workers. */
const WINDOW = 8;

const SLICE_MILLISECONDS = 6;

/** Below this predicted cost a step is not worth a message. */
const SENT_FROM = 100_000;

/** A virtual clock, moved by the driver alone. */
export class VirtualClock implements Clock {
  time: Nanoseconds = 0;

  now(): Nanoseconds {
    return this.time;
  }
}

/** Any virtual slot will do, for the predicted cost of one step. */
export const virtualPlacement: Placement = {
  place: ({ bounds, demand }, free) =>
    free.length === 0
      ? undefined
      : { index: 0, cost: predictCost(bounds, demand), quantum: ONE_STEP },
};

export interface DeterministicOptions {
  readonly coordinator: Coordinator;
  readonly clock: VirtualClock;
  readonly inline: InlineContext;
  readonly places: Places;
  /** Whether hosts elsewhere know the refiner of a lease. */
  readonly travels: (lease: Lease) => boolean;
  readonly tell: (events: readonly Event[]) => void;
}

/** A lease that is out, virtually. */
interface Flight {
  readonly slot: Slot;
  readonly lease: Lease;
  readonly due: Nanoseconds;
  /** Its answer, where a worker computes it ahead. */
  ahead: Promise<Settlement> | undefined;
}

interface Waiting {
  readonly settle: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
}

export class DeterministicDriver implements Driver {
  readonly #options: DeterministicOptions;
  readonly #waiting = new Map<OperationId, Waiting>();
  /** Who is told of bounds. */
  readonly #watching = new Map<OperationId, () => void>();
  readonly #free: Slot[] = Array.from({ length: WINDOW }, (_, id) => ({ id, kind: 'inline' }));
  #flights: Flight[] = [];
  #running = false;
  #closing = false;

  constructor(options: DeterministicOptions) {
    this.#options = options;
  }

  run(request: Request, options: RunOptions): Promise<Outcome> {
    const { coordinator, clock } = this.#options;
    const operation = coordinator.admit(request, clock.now());
    const { onAdmitted, onBounds } = options;
    if (onAdmitted !== undefined)
      callOutside(() => {
        onAdmitted(operation);
      });
    if (onBounds !== undefined) this.#watching.set(operation, onBounds);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        coordinator.interrupt(operation, 'aborted', clock.now());
        this.#take(coordinator.poll([], clock.now(), operation));
      };
      const { signal } = options;
      const forget = signal === undefined || signal.aborted ? undefined : onAbort(signal, abort);
      this.#waiting.set(operation, {
        settle: (outcome) => {
          forget?.();
          resolve(outcome);
        },
        fail: reject,
      });
      if (signal?.aborted === true) abort();
      else this.wake();
    });
  }

  wake(): void {
    if (this.#running || this.#closing) return;
    this.#running = true;
    void this.#work()
      .catch((error: unknown) => {
        const waiting = [...this.#waiting.values()];
        this.#waiting.clear();
        for (const { fail } of waiting) fail(error);
      })
      .finally(() => {
        this.#running = false;
      });
  }

  deliver(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      const waiting = this.#waiting.get(outcome.operation);
      this.#waiting.delete(outcome.operation);
      this.#watching.delete(outcome.operation);
      waiting?.settle(outcome);
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    const { coordinator, clock, places } = this.#options;
    for (const operation of this.#waiting.keys()) {
      coordinator.interrupt(operation, 'aborted', clock.now());
    }
    this.#take(coordinator.poll([], clock.now()));
    await places.close();
  }

  /** Each turn commits the lease that is due first; without any, nothing is under way. */
  async #work(): Promise<void> {
    const { coordinator, clock } = this.#options;
    await platform.yieldToEventLoop();
    let slice = platform.now();
    while (!this.#closing) {
      const poll = coordinator.poll([...this.#free], clock.now());
      for (const { slot, lease } of poll.run) this.#start(slot, lease);
      this.#take(poll);
      this.#sendAhead();
      const due = this.#nextDue();
      if (due === undefined) {
        // Only deadlines can be left: virtual time has nothing else to wait for.
        if (poll.wakeAt === undefined) return;
        clock.time = Math.max(clock.time + 1, poll.wakeAt);
        continue;
      }
      const settlement = await this.#answer(due);
      clock.time = Math.max(clock.time, due.due);
      this.#free.push(due.slot);
      this.#free.sort((a, b) => a.id - b.id);
      coordinator.settle(due.lease, settlement, clock.now());
      if (platform.now() - slice > SLICE_MILLISECONDS) {
        await platform.yieldToEventLoop();
        slice = platform.now();
      }
    }
  }

  #start(slot: Slot, lease: Lease): void {
    this.#free.splice(
      this.#free.findIndex(({ id }) => id === slot.id),
      1,
    );
    const due = this.#options.clock.now() + lease.predictedCost;
    this.#flights.push({ slot, lease, due, ahead: undefined });
  }

  #nextDue(): Flight | undefined {
    const [first, ...rest] = this.#flights;
    if (first === undefined) return undefined;
    const due = rest.reduce(
      (a, b) => (b.due < a.due || (b.due === a.due && b.lease.id < a.lease.id) ? b : a),
      first,
    );
    this.#flights = this.#flights.filter((flight) => flight !== due);
    return due;
  }

  /** Workers take what is out and not yet begun, the first due first. */
  #sendAhead(): void {
    const { places, travels } = this.#options;
    const waiting = this.#flights
      .filter(
        ({ ahead, lease }) =>
          ahead === undefined && lease.predictedCost >= SENT_FROM && travels(lease),
      )
      .sort((a, b) => a.due - b.due || a.lease.id - b.lease.id);
    for (const flight of waiting) {
      const slot = places.free().find(({ kind, behind }) => kind === 'thread' && behind !== true);
      if (slot === undefined) return;
      flight.ahead = places.send(slot, flight.lease, () => undefined)?.settled;
    }
  }

  /** What became of a lease; without what depends on who ran it. */
  async #answer({ lease, ahead }: Flight): Promise<Settlement> {
    const early = ahead === undefined ? undefined : await ahead;
    const settlement =
      early === undefined || early.kind === 'lost' || early.kind === 'stopped'
        ? this.#options.inline.executeNow(lease)
        : early;
    return settlement.kind === 'result'
      ? { kind: 'result', result: settlement.result, steps: settlement.steps }
      : settlement;
  }

  #take(poll: Poll): void {
    this.#options.tell(poll.events);
    for (const onBounds of this.#watching.values()) callOutside(onBounds);
    this.deliver(poll.outcomes);
  }
}
