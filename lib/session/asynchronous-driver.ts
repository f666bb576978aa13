/**
 * The driver behind promises and streams: it brings the coordinator the time, the free slots and the
 * results, and yields to the event loop in between.
 *
 * Laws
 * 1. The promise of every operation settles: with its outcome, or as aborted when the driver closes. A
 *    defect below rejects it.
 * 2. The driver yields to the event loop at least every 8 ms, except inside one inline step, and before an
 *    inline step that is predicted to exceed the present slice.
 * 3. An error that a caller's own function throws never reaches the driver.
 * 4. Contexts are started here, between polls.
 */
import { platform } from '../execution/platform/platform.js';
import type { Coordinator, Poll } from '../coordinator/coordinator.js';
import type { Event } from '../coordinator/events.js';
import { chainOf } from '../coordinator/leases/chain.js';
import type { Lease, LeaseId } from '../coordinator/leases/lease.js';
import type { OperationId, Outcome, Request } from '../coordinator/operations/request.js';
import type { ContextStart } from '../coordinator/leases/placement.js';
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
/** After this many inline polls in a row all slots are offered again. */
const MOST_ALONE = 16;

const INLINE: Slot = { id: 0, kind: 'inline' };

export interface DriverOptions {
  readonly coordinator: Coordinator;
  readonly clock: Clock;
  readonly inline: InlineContext;
  readonly places: Places;
  readonly tell: (events: readonly Event[]) => void;
  /** Starts contexts that a poll has found to be needed. */
  readonly start: (starts: readonly ContextStart[]) => void;
}

/** An open lease in a context. */
interface RunningLease {
  readonly execution: Execution;
  /** Its position in its chain, from 0. */
  readonly position: number;
}

interface Waiting {
  readonly settle: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
}

export class AsynchronousDriver implements Driver {
  readonly #options: DriverOptions;
  readonly #waiting = new Map<OperationId, Waiting>();
  /** Callbacks that receive bounds. */
  readonly #watching: Watching = new Map();
  /** By lease: those of a chain have one execution. */
  readonly #executions = new Map<LeaseId, RunningLease>();
  #pumping = false;
  #pumpAgain = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DriverOptions) {
    this.#options = options;
  }

  run(request: Request, options: RunOptions): Promise<Outcome> {
    const { coordinator, clock } = this.#options;
    const operation = coordinator.admit(request, clock.now());
    const { signal } = options;
    const { onAdmitted, onBounds } = options;
    if (onAdmitted !== undefined)
      callOutside(() => {
        onAdmitted(operation);
      });
    if (onBounds !== undefined) this.#watching.set(operation, onBounds);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        coordinator.interrupt(operation, 'aborted', clock.now());
        // At once, not when the present slice ends: the bounds are proven already.
        this.take(coordinator.poll([], clock.now(), operation));
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
      coordinator.interrupt(operation, 'aborted', clock.now());
    }
    this.take(coordinator.poll([], clock.now()));
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
    // The caller goes first: `refine` returns at once.
    await platform.yieldToEventLoop();
    let slice = clock.now();
    // While there are inline steps, polls offer the inline slot alone: to place steps elsewhere costs more
    // than a cheap step.
    let alone = 0;
    for (;;) {
      if (clock.now() - slice > SLICE_NANOSECONDS) {
        await platform.yieldToEventLoop();
        slice = clock.now();
      }
      this.#pumpAgain = false;
      places.enforce();
      const offersAll = alone === 0;
      const slots = offersAll ? [INLINE, ...places.free()] : [INLINE];
      const poll = coordinator.poll(slots, clock.now(), undefined, offersAll);
      let ranInline = false;
      // Leases for other contexts go first, so that none waits for an inline step.
      let sent = false;
      for (const { slot, lease } of poll.run) {
        if (slot === INLINE) continue;
        sent = true;
        this.#send(slot, lease);
      }
      // Not before: a lease that is to stop may have been sent just now.
      this.take(poll);
      for (const { slot, lease, until } of poll.run) {
        if (slot !== INLINE) continue;
        ranInline = true;
        if (clock.now() - slice + lease.predictedCost > SLICE_NANOSECONDS) {
          await platform.yieldToEventLoop();
          slice = clock.now();
        }
        const settlement = inline.executeNow(lease, isPast(clock, until));
        coordinator.settle(lease, settlement, clock.now());
      }
      const woken = this.#wokenMeanwhile();
      alone = ranInline && !woken ? (alone + 1) % MOST_ALONE : 0;
      // There may be room for more: after a first step a poll looks less far for others.
      const room = sent && places.free().length > 0;
      if (!ranInline && !room && offersAll && !woken) {
        this.#wakeAt(Math.min(poll.wakeAt ?? Infinity, places.nextChange));
        return;
      }
    }
  }

  /** Whether something has happened since the last poll. */
  #wokenMeanwhile(): boolean {
    return this.#pumpAgain;
  }

  /** Carries out what a poll says, except for its leases. */
  take(poll: Poll): void {
    for (const id of poll.stop) {
      const running = this.#executions.get(id);
      running?.execution.stop(running.position);
    }
    if (poll.start.length > 0) {
      this.#options.start(poll.start);
      this.#pump();
    }
    this.#options.tell(poll.events);
    tellBounds(this.#watching, this.#options.coordinator, poll.outcomes);
    this.#deliver(poll.outcomes);
  }

  #send(slot: Slot, lease: Lease): void {
    const { coordinator, clock, places } = this.#options;
    const execution = places.send(slot, lease, (bounds) => {
      coordinator.report(lease, bounds, clock.now());
      this.#pump();
    });
    if (execution === undefined) {
      const reason = 'there is no context for it';
      coordinator.settle(lease, { kind: 'lost', reason, blameless: true }, clock.now());
      this.#pump();
      return;
    }
    const chain = chainOf(lease);
    chain.forEach(({ id }, position) => this.#executions.set(id, { execution, position }));
    void execution.settled
      .then((settlement) => {
        for (const { id } of chain) this.#executions.delete(id);
        coordinator.settle(lease, settlement, clock.now());
        this.#pump();
      })
      .catch((error: unknown) => {
        this.#fail(error);
      });
  }

  #wakeAt(time: number): void {
    clearTimeout(this.#timer);
    if (time === Infinity) return;
    const milliseconds = Math.max(0, Math.ceil((time - this.#options.clock.now()) / 1e6));
    this.#timer = setTimeout(
      () => {
        this.#pump();
      },
      Math.min(milliseconds, 2 ** 31 - 1),
    );
  }
}
