/**
 * The driver behind promises and streams: it brings the coordinator the time, the free slots and the
 * results, and lets the event loop breathe.
 *
 * Laws
 * 1. Every operation's promise settles: with its outcome, or as aborted when the driver closes. A defect
 *    below rejects it; nobody is left waiting.
 * 2. The calling thread is given back at least every 8 ms, save inside one inline step; before one
 *    that is predicted to take the rest of a slice it is given back first.
 * 3. What a caller's own function throws is the caller's: it never reaches the driver.
 */
import { platform } from '../execution/platform/platform.js';
import type { Coordinator, Poll } from '../coordinator/coordinator.js';
import type { SchedulerEvent } from '../coordinator/events.js';
import { chainOf } from '../coordinator/leases/chain.js';
import type { Lease, LeaseId } from '../coordinator/leases/lease.js';
import type {
  OperationId,
  Outcome,
  OperationRequest,
} from '../coordinator/operations/operation.js';
import type { Execution, Slot } from '../coordinator/leases/port.js';
import type { InlineContext } from '../execution/contexts/inline.js';
import type { Places } from '../execution/pool/places.js';
import { onAbort } from './abort.js';
import { callOutside } from './outside.js';
import { isPast } from './clock.js';
import type { Clock } from './clock.js';
import type { Driver, RunOptions } from './driver.js';
import { tellBounds } from './watching.js';
import type { Watching } from './watching.js';

const SLICE_NANOSECONDS = 6e6;
/** After so many steps in a row that stay here it is looked again for some that go elsewhere. */
const MOST_ALONE = 16;

const INLINE: Slot = { id: 0, kind: 'inline' };

export interface DriverOptions {
  readonly coordinator: Coordinator;
  readonly clock: Clock;
  readonly inline: InlineContext;
  readonly places: Places;
  readonly tell: (events: readonly SchedulerEvent[]) => void;
}

/** Where a lease is under way. */
interface Sent {
  readonly execution: Execution;
  /** Its place in the chain that it went out in, from 0. */
  readonly place: number;
}

interface Waiting {
  readonly settle: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
}

export class AsynchronousDriver implements Driver {
  readonly #options: DriverOptions;
  readonly #waiting = new Map<OperationId, Waiting>();
  /** Who is told of bounds. */
  readonly #watching: Watching = new Map();
  /** By every lease that is out: of a chain one execution has them all. */
  readonly #executions = new Map<LeaseId, Sent>();
  #pumping = false;
  #pumpAgain = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DriverOptions) {
    this.#options = options;
  }

  run(request: OperationRequest, options: RunOptions): Promise<Outcome> {
    const { coordinator, clock } = this.#options;
    const operation = coordinator.admit(request, clock.nanoseconds());
    const { signal } = options;
    const { onAdmitted, onBounds } = options;
    if (onAdmitted !== undefined)
      callOutside(() => {
        onAdmitted(operation);
      });
    if (onBounds !== undefined) this.#watching.set(operation, onBounds);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        coordinator.interrupt(operation, 'aborted', clock.nanoseconds());
        // At once, not when the present slice ends: what there is has been proven already.
        this.take(coordinator.poll([], clock.nanoseconds(), operation));
        this.#pump();
      };
      const aborted = signal?.aborted === true;
      const forget = signal === undefined || aborted ? undefined : onAbort(signal, abort);
      this.#waiting.set(operation, {
        settle: (outcome) => {
          forget?.();
          resolve(outcome);
        },
        fail: (error) => {
          forget?.();
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as it was thrown
          reject(error);
        },
      });
      if (aborted) abort();
      else this.#pump();
    });
  }

  /** Settles the promises of operations that have ended. */
  #deliver(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      const waiting = this.#waiting.get(outcome.operation);
      this.#waiting.delete(outcome.operation);
      this.#watching.delete(outcome.operation);
      waiting?.settle(outcome);
    }
  }

  async close(): Promise<void> {
    const { coordinator, clock } = this.#options;
    for (const operation of this.#waiting.keys()) {
      coordinator.interrupt(operation, 'aborted', clock.nanoseconds());
    }
    this.take(coordinator.poll([], clock.nanoseconds()));
    clearTimeout(this.#timer);
    await this.#options.places.close();
  }

  /** Something may be ready to run now. */
  wake(): void {
    this.#pump();
  }

  #pump(): void {
    if (this.#pumping) {
      this.#pumpAgain = true;
      return;
    }
    this.#pumping = true;
    void this.#work()
      .catch((error: unknown) => {
        this.#fail(error);
      })
      .finally(() => {
        this.#pumping = false;
        if (this.#pumpAgain) {
          this.#pumpAgain = false;
          this.#pump();
        }
      });
  }

  #fail(error: unknown): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { fail } of waiting) fail(error);
  }

  /** Polls and runs until there is nothing to run now. Later results pump again. */
  async #work(): Promise<void> {
    const { coordinator, clock, inline, places } = this.#options;
    // A first turn for the caller, so that `refine` itself returns at once.
    await platform.yieldToEventLoop();
    let slice = clock.nanoseconds();
    // Steps that stay here are polled for alone, as long as there are some: to look for others that go
    // elsewhere costs more than a cheap step.
    let alone = 0;
    for (;;) {
      if (clock.nanoseconds() - slice > SLICE_NANOSECONDS) {
        await platform.yieldToEventLoop();
        slice = clock.nanoseconds();
      }
      this.#pumpAgain = false;
      places.enforce();
      const offersAll = alone === 0;
      const slots = offersAll ? [INLINE, ...places.free()] : [INLINE];
      const poll = coordinator.poll(slots, clock.nanoseconds(), undefined, offersAll);
      let ranInline = false;
      // Those that run elsewhere go first, so that none waits for one that runs here.
      let sent = false;
      for (const { slot, lease } of poll.run) {
        if (slot === INLINE) continue;
        sent = true;
        this.#send(slot, lease);
      }
      // Only now: what is to stop has been sent before.
      this.take(poll);
      for (const { slot, lease, until } of poll.run) {
        if (slot !== INLINE) continue;
        ranInline = true;
        if (clock.nanoseconds() - slice + lease.predictedCost > SLICE_NANOSECONDS) {
          await platform.yieldToEventLoop();
          slice = clock.nanoseconds();
        }
        const settlement = inline.executeNow(lease, isPast(clock, until));
        coordinator.settle(lease, settlement, clock.nanoseconds());
      }
      const woken = this.#wokenMeanwhile();
      alone = ranInline && !woken ? (alone + 1) % MOST_ALONE : 0;
      // Behind what was sent there may be room for more, which a poll that has found one seeks less far for.
      const room = sent && places.free().length > 0;
      if (!ranInline && !room && offersAll && !woken) {
        this.#wakeAt(Math.min(poll.wakeAt ?? Infinity, places.nextChange));
        return;
      }
    }
  }

  /** Whether something came in since the last poll. */
  #wokenMeanwhile(): boolean {
    return this.#pumpAgain;
  }

  /** Delivers what a poll tells. */
  take(poll: Poll): void {
    for (const id of poll.stop) {
      const sent = this.#executions.get(id);
      sent?.execution.stop(sent.place);
    }
    this.#options.tell(poll.events);
    tellBounds(this.#watching, this.#options.coordinator, poll.outcomes);
    this.#deliver(poll.outcomes);
  }

  #send(slot: Slot, lease: Lease): void {
    const { coordinator, clock, places } = this.#options;
    const execution = places.send(slot, lease, (bounds) => {
      coordinator.report(lease, bounds, clock.nanoseconds());
      this.#pump();
    });
    if (execution === undefined) {
      const reason = 'there is no context for it';
      coordinator.settle(lease, { kind: 'lost', reason, blameless: true }, clock.nanoseconds());
      this.#pump();
      return;
    }
    const chain = chainOf(lease);
    chain.forEach(({ id }, place) => this.#executions.set(id, { execution, place }));
    void execution.settled
      .then((settlement) => {
        for (const { id } of chain) this.#executions.delete(id);
        coordinator.settle(lease, settlement, clock.nanoseconds());
        this.#pump();
      })
      .catch((error: unknown) => {
        this.#fail(error);
      });
  }

  #wakeAt(time: number): void {
    clearTimeout(this.#timer);
    if (time === Infinity) return;
    const milliseconds = Math.max(0, Math.ceil((time - this.#options.clock.nanoseconds()) / 1e6));
    this.#timer = setTimeout(
      () => {
        this.#pump();
      },
      Math.min(milliseconds, 2 ** 31 - 1),
    );
  }
}
