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
 * 5. Results that have arrived are settled together before the next poll, and before an operation is ended.
 */
import { platform } from '../../execution/platform/platform.js';
import type { Coordinator, Poll } from '../../coordinator/coordinator.js';
import type { SchedulerEvent } from '../../coordinator/events.js';
import { chainOf } from '../../coordinator/leases/chain.js';
import type { Lease, LeaseId, SettledLease } from '../../coordinator/leases/lease.js';
import { classOf } from '../../coordinator/operations/request.js';
import type {
  OperationClass,
  OperationId,
  OperationRequest,
  Outcome,
} from '../../coordinator/operations/request.js';
import type { ContextStart } from '../../coordinator/leases/placement.js';
import { INLINE } from '../../coordinator/leases/port.js';
import type { Execution, Slot } from '../../coordinator/leases/port.js';
import { isInterrupted } from '../../coordinator/transitions/time-limit.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { InlineContext } from '../../execution/contexts/inline.js';
import type { Slots } from '../../execution/pool/slots.js';
import type { Clock, StopsAt } from '../clock.js';
import type { Driver, RunOptions } from './driver.js';
import { PendingOperations } from './pending-operations.js';

const SLICE_NANOSECONDS = 6e6;
/** After this many inline polls in a row all slots are offered again. */
const MOST_ALONE = 16;

export interface DriverOptions {
  readonly coordinator: Coordinator;
  readonly clock: Clock;
  /** When steps on this thread stop. */
  readonly stopAt: StopsAt;
  readonly inline: InlineContext;
  readonly workerSlots: Slots;
  readonly emit: (events: readonly SchedulerEvent[]) => void;
  /** Starts contexts that a poll has found to be needed. */
  readonly start: (starts: readonly ContextStart[]) => void;
}

/** An open lease in a context. */
interface RunningLease {
  readonly execution: Execution;
  /** Its position in its chain, from 0. */
  readonly position: number;
}

export class AsynchronousDriver implements Driver {
  readonly #options: DriverOptions;
  readonly #pending: PendingOperations;
  /** By lease: those of a chain have one execution. */
  readonly #executions = new Map<LeaseId, RunningLease>();
  /** What has come back since the last poll. */
  #arrived: SettledLease[] = [];
  /** The inline lease that waits for the event loop, and whether it was told to stop meanwhile. */
  #waiting: { readonly id: LeaseId; stopped: boolean } | undefined;
  #pumping = false;
  #pumpAgain = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DriverOptions) {
    this.#options = options;
    this.#pending = new PendingOperations(options, this);
  }

  run(request: OperationRequest, options: RunOptions): Promise<Outcome> {
    return this.#pending.run(request, options);
  }

  ended(operation: OperationId): Promise<void> {
    return this.#pending.ended(operation);
  }

  cancel(operation: OperationId): void {
    this.#pending.cancel(operation);
  }

  async close(): Promise<void> {
    const { coordinator, clock } = this.#options;
    this.settleArrived();
    this.#pending.interruptAll();
    this.deliver(coordinator.poll([], clock.nanoseconds()));
    clearTimeout(this.#timer);
    await this.#options.workerSlots.close();
  }

  settleArrived(): void {
    if (this.#arrived.length === 0) return;
    const { coordinator, clock } = this.#options;
    coordinator.settleAll(this.#arrived.splice(0), clock.nanoseconds());
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
        this.#pending.fail(error);
      })
      .finally(() => {
        this.#pumping = false;
        if (this.#pumpAgain) {
          this.#pumpAgain = false;
          this.#pump();
        }
      });
  }

  /** Polls and runs until there is nothing to run now. Later results pump again. */
  async #work(): Promise<void> {
    const { coordinator, clock, inline, stopAt, workerSlots } = this.#options;
    // The caller goes first: `refine` returns at once.
    await platform.yieldToEventLoop();
    let slice = clock.nanoseconds();
    // While there are inline steps, polls offer the inline slot alone: to place steps elsewhere costs more
    // than a cheap step.
    let alone = 0;
    for (;;) {
      if (clock.nanoseconds() - slice > SLICE_NANOSECONDS) {
        await platform.yieldToEventLoop();
        slice = clock.nanoseconds();
      }
      this.#pumpAgain = false;
      workerSlots.enforce();
      const offersAll = alone === 0;
      if (offersAll)
        for (const slot of workerSlots.listen()) coordinator.heard(slot, clock.nanoseconds());
      this.settleArrived();
      if (isInterrupted(stopAt)) this.#pending.interruptAll();
      const slots = offersAll ? [INLINE, ...workerSlots.free()] : [INLINE];
      const poll = coordinator.poll(slots, clock.nanoseconds(), undefined, offersAll);
      let ranInline = false;
      // Leases for other contexts go first, so that none waits for an inline step.
      let sent = false;
      for (const { slot, lease, priority } of poll.run) {
        if (slot === INLINE) continue;
        sent = true;
        this.#send(slot, lease, classOf(priority));
      }
      // Not before: a lease that is to stop may have been sent just now.
      this.deliver(poll);
      for (const { slot, lease, until } of poll.run) {
        if (slot !== INLINE) continue;
        ranInline = true;
        let isOver = stopAt(until);
        if (clock.nanoseconds() - slice + lease.predictedCost > SLICE_NANOSECONDS) {
          if (await this.#isStoppedMeanwhile(lease.id)) isOver = () => true;
          slice = clock.nanoseconds();
        }
        const settlement = inline.executeNow(lease, isOver);
        coordinator.settle(lease, settlement, clock.nanoseconds());
      }
      const woken = this.#wokenMeanwhile();
      alone = ranInline && !woken ? (alone + 1) % MOST_ALONE : 0;
      // There may be room for more: after a first step a poll looks less far for others.
      const room = sent && workerSlots.free().length > 0;
      if (!ranInline && !room && offersAll && !woken) {
        const { nextReport } = this.#pending;
        this.#wakeAt(Math.min(poll.wakeAt ?? Infinity, workerSlots.nextChange, nextReport));
        return;
      }
    }
  }

  /** Yields to the event loop. An abort or a close that comes meanwhile may leave nobody who needs the lease. */
  async #isStoppedMeanwhile(id: LeaseId): Promise<boolean> {
    const { coordinator, clock } = this.#options;
    const waiting = { id, stopped: false };
    this.#waiting = waiting;
    await platform.yieldToEventLoop();
    this.settleArrived();
    this.deliver(coordinator.poll([], clock.nanoseconds()));
    this.#waiting = undefined;
    return waiting.stopped;
  }

  /** Whether something has happened since the last poll. */
  #wokenMeanwhile(): boolean {
    return this.#pumpAgain;
  }

  /** Carries out what a poll says, except for its leases. */
  deliver(poll: Poll): void {
    for (const id of poll.stop) {
      if (this.#waiting?.id === id) this.#waiting.stopped = true;
      const sent = this.#executions.get(id);
      sent?.execution.stop(sent.position);
    }
    if (poll.start.length > 0) {
      this.#options.start(poll.start);
      this.#pump();
    }
    this.#pending.deliver(poll);
  }

  #send(slot: Slot, lease: Lease, operationClass: OperationClass): void {
    const { coordinator, clock, workerSlots } = this.#options;
    const report = (bounds: Enclosure): void => {
      coordinator.heard(slot.id, clock.nanoseconds());
      coordinator.report(lease, bounds, clock.nanoseconds());
      this.#pump();
    };
    const execution = workerSlots.send(slot, lease, report, operationClass);
    if (execution === undefined) {
      const reason = 'there is no context for it';
      coordinator.settle(lease, { kind: 'lost', reason, blameless: true }, clock.nanoseconds());
      this.#pump();
      return;
    }
    const chain = chainOf(lease);
    chain.forEach(({ id }, position) => this.#executions.set(id, { execution, position }));
    void execution.settled
      .then((settlement) => {
        for (const { id } of chain) this.#executions.delete(id);
        coordinator.heard(slot.id, clock.nanoseconds());
        this.#arrived.push({ lease, settlement });
        this.#pump();
      })
      .catch((error: unknown) => {
        this.#pending.fail(error);
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
