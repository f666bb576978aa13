/**
 * The driver of the deterministic mode: the same requests give the same leases, results and trace,
 * whatever workers there are and however long anything takes.
 *
 * Laws
 * 1. The coordinator always sees the same eight virtual slots, those of the sources beside them once
 *    there is one, and a virtual clock. A lease holds its
 *    slot for its predicted cost, which no measurement has a part in.
 * 2. Results are committed in the order of their virtual ends, ties by lease number; the driver waits
 *    for the one that is due, and for no other.
 * 3. Workers only compute ahead of the order. What one loses is computed again, unseen by the
 *    coordinator: by another worker, for the third time in a process, and never on the calling thread.
 *    Early reports are not passed on.
 * 4. A lease that nobody wants any more is stopped and not waited for: it brings nothing, whoever had
 *    computed how much of it.
 */
import type { Coordinator, Poll } from '../coordinator/coordinator.js';
import type { SchedulerEvent } from '../coordinator/events.js';
import type { Lease, LeaseId, Nanoseconds, Settlement } from '../coordinator/leases/lease.js';
import type {
  OperationId,
  Outcome,
  OperationRequest,
} from '../coordinator/operations/operation.js';
import type { Refused, StepRequest } from '../coordinator/leases/placement.js';
import type { Execution, Slot } from '../coordinator/leases/port.js';
import { toErrorData } from '../execution/host/error-data.js';
import type { InlineContext } from '../execution/contexts/inline.js';
import { platform } from '../execution/platform/platform.js';
import type { Places } from '../execution/pool/places.js';
import { onAbort } from './abort.js';
import type { Clock } from './clock.js';
import type { Driver, RunOptions } from './driver.js';
import { callOutside } from './outside.js';
import type { VirtualPlacement } from './virtual-placement.js';
import { tellBounds } from './watching.js';
import type { Watching } from './watching.js';

/** The window: how many leases are out at once, whatever the number of workers. */
const WINDOW = 8;

const SLICE_MILLISECONDS = 6;

/** Below this predicted cost a step is not worth a message. */
const SENT_FROM = 100_000;

/** A virtual clock, moved by the driver alone. */
export class VirtualClock implements Clock {
  time: Nanoseconds = 0;

  nanoseconds(): Nanoseconds {
    return this.time;
  }
}

export interface DeterministicOptions {
  readonly coordinator: Coordinator;
  readonly clock: VirtualClock;
  readonly inline: InlineContext;
  readonly places: Places;
  readonly placement: VirtualPlacement;
  /** Whether hosts elsewhere know the refiner of a lease. */
  readonly travels: (lease: Lease) => boolean;
  readonly tell: (events: readonly SchedulerEvent[]) => void;
}

/** A lease that is out, virtually. */
interface Flight {
  readonly slot: Slot;
  readonly lease: Lease;
  readonly due: Nanoseconds;
  readonly step: StepRequest;
  /** Where a worker computes it, ahead of its turn. */
  ahead: Execution | undefined;
  /** How many workers have died of it. */
  deaths: number;
  /** Nobody wants it any more; `tell` resolves `recall` then. */
  recalled: boolean;
  readonly recall: Promise<Settlement>;
  readonly tell: (settlement: Settlement) => void;
}

interface Waiting {
  readonly settle: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
}

export class DeterministicDriver implements Driver {
  readonly #options: DeterministicOptions;
  readonly #waiting = new Map<OperationId, Waiting>();
  /** Who is told of bounds. */
  readonly #watching: Watching = new Map();
  readonly #free: Slot[] = Array.from({ length: WINDOW }, (_, id) => ({ id, kind: 'inline' }));
  #sourceSlots = 0;
  #flights: Flight[] = [];
  /** The lease whose answer is waited for. */
  #due: Flight | undefined;
  #running = false;
  #wokenMeanwhile = false;
  #closing = false;

  constructor(options: DeterministicOptions) {
    this.#options = options;
  }

  run(request: OperationRequest, options: RunOptions): Promise<Outcome> {
    const { coordinator, clock } = this.#options;
    const operation = coordinator.admit(request, clock.nanoseconds());
    const { onAdmitted, onBounds } = options;
    if (onAdmitted !== undefined)
      callOutside(() => {
        onAdmitted(operation);
      });
    if (onBounds !== undefined) this.#watching.set(operation, onBounds);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        coordinator.interrupt(operation, 'aborted', clock.nanoseconds());
        this.take(coordinator.poll([], clock.nanoseconds(), operation));
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
    if (this.#running || this.#closing) {
      // It may be about to end, past its last look at what there is to do.
      this.#wokenMeanwhile = true;
      return;
    }
    this.#running = true;
    this.#wokenMeanwhile = false;
    void this.#work()
      .catch((error: unknown) => {
        const waiting = [...this.#waiting.values()];
        this.#waiting.clear();
        for (const { fail } of waiting) fail(error);
      })
      .finally(() => {
        this.#running = false;
        if (this.#wokenMeanwhile) this.wake();
      });
  }

  #deliver(outcomes: readonly Outcome[]): void {
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
      coordinator.interrupt(operation, 'aborted', clock.nanoseconds());
    }
    this.take(coordinator.poll([], clock.nanoseconds()));
    await places.close();
  }

  /** Each turn commits the lease that is due first; without any, nothing is under way. */
  async #work(): Promise<void> {
    const { coordinator, clock } = this.#options;
    await platform.yieldToEventLoop();
    let slice = platform.now();
    while (!this.#closing) {
      this.#offerSources();
      const poll = coordinator.poll([...this.#free], clock.nanoseconds());
      for (const { slot, lease } of poll.run) this.#start(slot, lease);
      this.take(poll);
      this.#sendAhead();
      const due = this.#nextDue();
      if (due === undefined) {
        // Only deadlines can be left: virtual time has nothing else to wait for.
        if (poll.wakeAt === undefined) return;
        clock.time = Math.max(clock.time + 1, poll.wakeAt);
        continue;
      }
      this.#due = due;
      const settlement = await this.#answer(due);
      this.#due = undefined;
      if (settlement === undefined) return;
      clock.time = Math.max(clock.time, due.due);
      this.#free.push(due.slot);
      this.#free.sort((a, b) => a.id - b.id);
      coordinator.settle(due.lease, settlement, clock.nanoseconds());
      if (platform.now() - slice > SLICE_MILLISECONDS) {
        await platform.yieldToEventLoop();
        slice = platform.now();
      }
    }
  }

  /** As many virtual slots for sources as there are places to ask them in: from the first on. */
  #offerSources(): void {
    for (const count = this.#options.places.countIn('source'); this.#sourceSlots < count;) {
      this.#free.push({ id: WINDOW + this.#sourceSlots++, kind: 'source' });
    }
  }

  #start(slot: Slot, lease: Lease): void {
    this.#free.splice(
      this.#free.findIndex(({ id }) => id === slot.id),
      1,
    );
    const due = this.#options.clock.nanoseconds() + lease.predictedCost;
    const step = this.#options.placement.take(lease.node);
    let tell: (settlement: Settlement) => void = () => undefined;
    const recall = new Promise<Settlement>((resolve) => {
      tell = resolve;
    });
    this.#flights.push({
      ...{ slot, lease, due, step, recall, tell },
      ...{ ahead: undefined, deaths: 0, recalled: false },
    });
  }

  /** Tells those who compute leases that nobody wants them any more. */
  #recall(leases: readonly LeaseId[]): void {
    for (const flight of [...this.#flights, ...(this.#due === undefined ? [] : [this.#due])]) {
      if (flight.recalled || !leases.includes(flight.lease.id)) continue;
      flight.recalled = true;
      flight.ahead?.stop();
      flight.tell({ kind: 'stopped' });
    }
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
    const waiting = this.#flights
      .filter(({ ahead }) => ahead === undefined)
      .sort((a, b) => a.due - b.due || a.lease.id - b.lease.id);
    for (const flight of waiting) {
      const group = this.#destination(flight);
      if (typeof group === 'string' && group !== 'inline') this.#send(flight, group);
    }
  }

  /** The group of places in which a lease is computed, or why it can be nowhere. */
  #destination({ lease, step, deaths }: Flight): string | Refused {
    const binding = this.#options.placement.binding(step, deaths);
    if (binding !== undefined) return binding;
    const { places, travels } = this.#options;
    const worth = lease.predictedCost >= SENT_FROM && travels(lease) && places.isOpen('thread');
    return worth ? 'thread' : 'inline';
  }

  /** @returns Whether there was a place for it. */
  #send(flight: Flight, group: string): boolean {
    const { places } = this.#options;
    const slot = places
      .free()
      .find((one) => (one.group ?? one.kind) === group && one.behind !== true);
    if (slot === undefined) return false;
    flight.ahead = places.send(slot, flight.lease, () => undefined);
    return flight.ahead !== undefined;
  }

  /** What became of a lease; without what depends on who ran it. Undefined when everything ends. */
  async #answer(flight: Flight): Promise<Settlement | undefined> {
    // Each turn brings an answer, costs a worker, of which it has three, or waits for a place.
    while (!this.#closing) {
      // What nobody wants any more is not waited for, however far a worker may have come.
      if (flight.recalled) return { kind: 'stopped' };
      const { ahead } = flight;
      if (ahead !== undefined) {
        const settlement = await Promise.race([ahead.settled, flight.recall]);
        flight.ahead = undefined;
        if (settlement.kind === 'lost' && settlement.blameless !== true) flight.deaths++;
        if (settlement.kind === 'result' || settlement.kind === 'failed')
          return timeless(settlement);
        continue;
      }
      const group = this.#destination(flight);
      if (typeof group !== 'string') return { kind: 'failed', error: toErrorData(group.refused) };
      const bound = this.#options.placement.binding(flight.step, flight.deaths) !== undefined;
      if (group === 'inline' || !bound) {
        return timeless(this.#options.inline.executeNow(flight.lease));
      }
      if (!this.#send(flight, group)) await this.#placeToBeFree();
    }
    return undefined;
  }

  /** Others are in the places: until one of them is answered, or for a turn of the event loop. */
  async #placeToBeFree(): Promise<void> {
    const others = this.#flights.flatMap(({ ahead }) =>
      ahead === undefined ? [] : [ahead.settled],
    );
    await (others.length > 0 ? Promise.race(others) : platform.yieldToEventLoop());
    await platform.yieldToEventLoop();
  }

  take(poll: Poll): void {
    this.#recall(poll.stop);
    this.#options.tell(poll.events);
    tellBounds(this.#watching, this.#options.coordinator, poll.outcomes);
    this.#deliver(poll.outcomes);
  }
}

/** Without what the clock said. */
function timeless(settlement: Settlement): Settlement {
  return settlement.kind === 'result'
    ? { kind: 'result', result: settlement.result, steps: settlement.steps }
    : settlement;
}
