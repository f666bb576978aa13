/**
 * The driver behind promises and streams: it brings the coordinator the time, the free slots and the
 * results, and lets the event loop breathe.
 *
 * Laws
 * 1. Every operation's promise settles: with its outcome, or as aborted when the driver closes.
 * 2. The calling thread is given back at least every 8 ms, save inside one inline step.
 * 3. A context that dies is replaced when a slot is needed again; its leases came back as lost. Where
 *    contexts cannot be started at all, everything runs inline, and one event says so.
 */
import { platform } from '../execution/platform.js';
import type { Coordinator, Poll } from '../coordinator/coordinator.js';
import type { Event } from '../coordinator/events.js';
import type { Lease, LeaseId } from '../coordinator/lease.js';
import type { OperationId, Outcome, Request } from '../coordinator/operation.js';
import type { Execution, ExecutionContext, Slot } from '../coordinator/port.js';
import type { InlineContext } from '../execution/inline.js';
import { onAbort } from './abort.js';
import type { Clock } from './clock.js';

const SLICE_NANOSECONDS = 6e6;
const INLINE: Slot = { id: 0, kind: 'inline' };

/** Contexts that die one after the other without a single answer: then there is no point in more. */
const HOPELESS_DEATHS = 3;

export interface DriverOptions {
  readonly coordinator: Coordinator;
  readonly clock: Clock;
  readonly inline: InlineContext;
  readonly workers: number;
  readonly openWorker: (number: number) => ExecutionContext;
  readonly tell: (events: readonly Event[]) => void;
}

interface Waiting {
  readonly settle: (outcome: Outcome) => void;
  readonly onBounds: (() => void) | undefined;
}

/** A place outside the calling thread. */
interface Place {
  readonly slot: Slot;
  context: ExecutionContext | undefined;
  busy: boolean;
}

export class AsynchronousDriver {
  readonly #options: DriverOptions;
  readonly #waiting = new Map<OperationId, Waiting>();
  readonly #executions = new Map<LeaseId, Execution>();
  readonly #places: Place[];
  #opened = 0;
  #fruitlessDeaths = 0;
  #pumping = false;
  #pumpAgain = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DriverOptions) {
    this.#options = options;
    this.#places = Array.from({ length: options.workers }, (_, index) => ({
      slot: { id: index + 1, kind: 'thread' },
      context: undefined,
      busy: false,
    }));
    options.coordinator.remote = options.workers > 0;
  }

  get contexts(): readonly ExecutionContext[] {
    return this.#places.flatMap(({ context }) => (context === undefined ? [] : [context]));
  }

  run(request: Request, options: { signal?: AbortSignal; onBounds?: () => void }): Promise<Outcome> {
    const { coordinator, clock } = this.#options;
    const operation = coordinator.admit(request, clock.now());
    const { signal } = options;
    return new Promise((resolve) => {
      const abort = (): void => {
        coordinator.interrupt(operation, 'aborted', clock.now());
        // At once, not when the present slice ends: what there is has been proven already.
        this.#take(coordinator.poll([], clock.now(), operation));
        this.#pump();
      };
      const aborted = signal?.aborted === true;
      const forget = signal === undefined || aborted ? undefined : onAbort(signal, abort);
      this.#waiting.set(operation, {
        settle: (outcome) => {
          forget?.();
          resolve(outcome);
        },
        onBounds: options.onBounds,
      });
      if (aborted) abort();
      else this.#pump();
    });
  }

  /** Settles the promises of operations that have ended. */
  deliver(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      const waiting = this.#waiting.get(outcome.operation);
      this.#waiting.delete(outcome.operation);
      waiting?.settle(outcome);
    }
  }

  async close(): Promise<void> {
    const { coordinator, clock } = this.#options;
    for (const operation of this.#waiting.keys()) {
      coordinator.interrupt(operation, 'aborted', clock.now());
    }
    this.#take(coordinator.poll([], clock.now()));
    clearTimeout(this.#timer);
    await Promise.all(this.contexts.map((context) => context.terminate('the session is closed')));
  }

  #pump(): void {
    if (this.#pumping) {
      this.#pumpAgain = true;
      return;
    }
    this.#pumping = true;
    void this.#work().finally(() => {
      this.#pumping = false;
      if (this.#pumpAgain) {
        this.#pumpAgain = false;
        this.#pump();
      }
    });
  }

  /** Polls and runs until there is nothing to run now. Later results pump again. */
  async #work(): Promise<void> {
    const { coordinator, clock, inline } = this.#options;
    // A first turn for the caller, so that `refine` itself returns at once.
    await platform.yieldToEventLoop();
    let slice = clock.now();
    for (;;) {
      if (clock.now() - slice > SLICE_NANOSECONDS) {
        await platform.yieldToEventLoop();
        slice = clock.now();
      }
      this.#pumpAgain = false;
      const poll = coordinator.poll(this.#freeSlots(), clock.now());
      this.#take(poll);
      let ranInline = false;
      for (const { slot, lease } of poll.run) {
        if (slot.kind === 'inline') {
          ranInline = true;
          coordinator.settle(lease, inline.executeNow(lease), clock.now());
        } else {
          this.#send(this.#places[slot.id - 1]!, lease);
        }
      }
      if (!ranInline && !this.#pumpAgain) {
        this.#wakeAt(poll.wakeAt);
        return;
      }
    }
  }

  /** Delivers what a poll tells. */
  #take(poll: Poll): void {
    for (const id of poll.stop) this.#executions.get(id)?.stop();
    this.#options.tell(poll.events);
    for (const waiting of this.#waiting.values()) waiting.onBounds?.();
    this.deliver(poll.outcomes);
  }

  #freeSlots(): Slot[] {
    const free = this.#places.filter(({ busy }) => !busy).map(({ slot }) => slot);
    return this.#options.coordinator.remote ? [INLINE, ...free] : [INLINE];
  }

  /** Runs a lease in a place, with a new context where the place has none that lives. */
  #send(place: Place, lease: Lease): void {
    const { coordinator, clock } = this.#options;
    let execution: Execution;
    try {
      if (place.context?.alive !== true) place.context = this.#options.openWorker(++this.#opened);
      execution = place.context.execute(lease, (bounds) => {
        coordinator.report(lease, bounds, clock.now());
        this.#pump();
      });
    } catch (error) {
      coordinator.settle(lease, { kind: 'lost', reason: String(error) }, clock.now());
      this.#countDeath(`thread-${String(this.#opened)}`, String(error));
      this.#pump();
      return;
    }
    place.busy = true;
    this.#executions.set(lease.id, execution);
    void execution.settled.then((settlement) => {
      place.busy = false;
      this.#executions.delete(lease.id);
      coordinator.settle(lease, settlement, clock.now());
      if (settlement.kind === 'lost') {
        this.#countDeath(place.context?.name ?? '', settlement.reason);
      } else {
        this.#fruitlessDeaths = 0;
      }
      this.#pump();
    });
  }

  #countDeath(context: string, reason: string): void {
    const { coordinator, clock, tell } = this.#options;
    tell([{ type: 'context-lost', time: clock.now(), context, reason }]);
    if (++this.#fruitlessDeaths >= HOPELESS_DEATHS) coordinator.remote = false;
  }

  #wakeAt(time: number | undefined): void {
    clearTimeout(this.#timer);
    if (time === undefined) return;
    const milliseconds = Math.max(0, Math.ceil((time - this.#options.clock.now()) / 1e6));
    this.#timer = setTimeout(() => {
      this.#pump();
    }, Math.min(milliseconds, 2 ** 31 - 1));
  }
}
