/**
 * The loop of the deterministic mode: the same requests give the same leases, results and trace,
 * whatever the number of workers and however long steps take.
 *
 * Laws
 * 1. The coordinator always sees a virtual clock and the same eight virtual slots, with slots for sources
 *    once there is a source. A lease holds its slot for its predicted cost, which no measurement changes.
 * 2. Results are committed in the order of their virtual ends, ties by lease number. The loop waits for
 *    the result that is due, and for no other.
 * 3. Workers only compute ahead of the order. A step that a worker loses is computed again without the
 *    coordinator knowing: by another worker, the third time in a process, and never on the calling thread.
 *    Early reports are not passed on.
 * 4. A lease that is asked to stop is not waited for. It brings nothing, however much of it was computed.
 */
import type { Coordinator, Poll } from '../../coordinator/coordinator.js';
import type { Lease, LeaseId, Settlement } from '../../coordinator/leases/lease.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type { ContextStart, Refused, StepRequest } from '../../coordinator/leases/placement.js';
import type { Execution, Slot } from '../../coordinator/leases/port.js';
import { toErrorData } from '../../execution/host/error-data.js';
import type { InlineContext } from '../../execution/contexts/inline.js';
import { platform } from '../../execution/platform/platform.js';
import type { Slots } from '../../execution/pool/slots.js';
import type { VirtualClock } from '../clock.js';
import type { VirtualPlacement } from './virtual-placement.js';

/** The window: how many leases are out at once, whatever the number of workers. */
const WINDOW = 8;

const SLICE_MILLISECONDS = 6;

/** Below this predicted cost a step is not worth a message. */
const SENT_FROM = 100_000;

/** What the loop uses of its driver. */
export interface LoopDriver {
  /** Carries out what a poll says, except for its leases. */
  deliver(poll: Poll): void;
  /** Starts contexts that the placement has found to be needed. */
  startContexts(starts: readonly ContextStart[]): void;
  /** Rejects the promises of all operations: a defect below has thrown. */
  fail(error: unknown): void;
}

export interface LoopOptions {
  readonly driver: LoopDriver;
  readonly coordinator: Coordinator;
  readonly clock: VirtualClock;
  readonly inline: InlineContext;
  readonly workerSlots: Slots;
  readonly placement: VirtualPlacement;
  /** Whether hosts elsewhere know the refiner of a lease. */
  readonly isLoadable: (lease: Lease) => boolean;
}

/** A lease in a virtual slot. */
interface VirtualLease {
  readonly slot: Slot;
  readonly lease: Lease;
  readonly due: Nanoseconds;
  readonly step: StepRequest;
  /** The computation of a worker, ahead of its turn. */
  ahead: Execution | undefined;
  /** How many workers were lost while they computed it. */
  losses: number;
  /** It was asked to stop; `stop` resolves `stopped` then. */
  isStopped: boolean;
  readonly stopped: Promise<Settlement>;
  readonly stop: (settlement: Settlement) => void;
}

export class DeterministicLoop {
  readonly #options: LoopOptions;
  readonly #free: Slot[] = Array.from({ length: WINDOW }, (_, id) => ({ id, kind: 'inline' }));
  #sourceSlots = 0;
  #leased: VirtualLease[] = [];
  /** The lease whose result is waited for. */
  #due: VirtualLease | undefined;
  #running = false;
  #wokenMeanwhile = false;
  #ended = false;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  /** Something may be ready to run now. */
  wake(): void {
    if (this.#running || this.#ended) {
      // The run may be about to end, past its last poll.
      this.#wokenMeanwhile = true;
      return;
    }
    this.#running = true;
    this.#wokenMeanwhile = false;
    void this.#work()
      .catch((error: unknown) => {
        this.#options.driver.fail(error);
      })
      .finally(() => {
        this.#running = false;
        if (this.#wokenMeanwhile) this.wake();
      });
  }

  /** Runs no further step. */
  end(): void {
    this.#ended = true;
  }

  /** Each turn commits the lease that is due first; without any, nothing is under way. */
  async #work(): Promise<void> {
    const { coordinator, clock, driver } = this.#options;
    await platform.yieldToEventLoop();
    let slice = platform.now();
    while (!this.#ended) {
      this.#offerSources();
      const poll = coordinator.poll([...this.#free], clock.nanoseconds());
      for (const { slot, lease } of poll.run) this.#start(slot, lease);
      driver.deliver(poll);
      this.#sendAhead();
      const due = this.#nextDue();
      if (due === undefined) {
        // Only deadlines can be left: virtual time waits for nothing else.
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

  /** Offers as many virtual slots for sources as there are slots in which sources are asked. */
  #offerSources(): void {
    for (const count = this.#options.workerSlots.countIn('source'); this.#sourceSlots < count;) {
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
    let stop: (settlement: Settlement) => void = () => undefined;
    const stopped = new Promise<Settlement>((resolve) => {
      stop = resolve;
    });
    this.#leased.push({
      ...{ slot, lease, due, step, stopped, stop },
      ...{ ahead: undefined, losses: 0, isStopped: false },
    });
  }

  /** Asks leases to stop. */
  stop(leases: readonly LeaseId[]): void {
    for (const leased of [...this.#leased, ...(this.#due === undefined ? [] : [this.#due])]) {
      if (leased.isStopped || !leases.includes(leased.lease.id)) continue;
      leased.isStopped = true;
      leased.ahead?.stop();
      leased.stop({ kind: 'stopped' });
    }
  }

  #nextDue(): VirtualLease | undefined {
    const [first, ...rest] = this.#leased;
    if (first === undefined) return undefined;
    const due = rest.reduce(
      (a, b) => (b.due < a.due || (b.due === a.due && b.lease.id < a.lease.id) ? b : a),
      first,
    );
    this.#leased = this.#leased.filter((leased) => leased !== due);
    return due;
  }

  /** Sends leases that no worker computes yet, the first due first. */
  #sendAhead(): void {
    const waiting = this.#leased
      .filter(({ ahead }) => ahead === undefined)
      .sort((a, b) => a.due - b.due || a.lease.id - b.lease.id);
    for (const leased of waiting) {
      const group = this.#destination(leased);
      if (typeof group === 'string' && group !== 'inline') this.#send(leased, group);
    }
  }

  /** The group of slots in which a lease is computed, or why it cannot be computed. */
  #destination({ lease, step, losses }: VirtualLease): string | Refused {
    const { driver, placement } = this.#options;
    const binding = placement.binding(step, losses);
    driver.startContexts(placement.takeStarts());
    if (binding !== undefined) return binding;
    const { workerSlots, isLoadable } = this.#options;
    const worth =
      lease.predictedCost >= SENT_FROM && isLoadable(lease) && workerSlots.isOpen('thread');
    return worth ? 'thread' : 'inline';
  }

  /** @returns whether there was a slot for it. */
  #send(leased: VirtualLease, group: string): boolean {
    const { workerSlots } = this.#options;
    const slot = workerSlots
      .free()
      .find((one) => (one.group ?? one.kind) === group && one.behind !== true);
    if (slot === undefined) return false;
    leased.ahead = workerSlots.send(slot, leased.lease, () => undefined);
    return leased.ahead !== undefined;
  }

  /** The settlement of a lease, without what depends on where it ran. Undefined when the driver closes. */
  async #answer(leased: VirtualLease): Promise<Settlement | undefined> {
    // Each turn brings a result, loses one of at most three workers, or waits for a slot.
    while (!this.#ended) {
      // A stopped lease is not waited for, however far a worker has come.
      if (leased.isStopped) return { kind: 'stopped' };
      const { ahead } = leased;
      if (ahead !== undefined) {
        const settlement = await Promise.race([ahead.settled, leased.stopped]);
        leased.ahead = undefined;
        if (settlement.kind === 'lost' && settlement.blameless !== true) leased.losses++;
        if (settlement.kind === 'result' || settlement.kind === 'failed')
          return timeless(settlement);
        continue;
      }
      const group = this.#destination(leased);
      if (typeof group !== 'string') return { kind: 'failed', error: toErrorData(group.refused) };
      const bound = this.#options.placement.binding(leased.step, leased.losses) !== undefined;
      if (group === 'inline' || !bound) {
        return timeless(this.#options.inline.executeNow(leased.lease));
      }
      if (!this.#send(leased, group)) await this.#slotToBeFree();
    }
    return undefined;
  }

  /** Waits for a slot: for one of the results that are computed ahead, or for a turn of the event loop. */
  async #slotToBeFree(): Promise<void> {
    const others = this.#leased.flatMap(({ ahead }) =>
      ahead === undefined ? [] : [ahead.settled],
    );
    await (others.length > 0 ? Promise.race(others) : platform.yieldToEventLoop());
    await platform.yieldToEventLoop();
  }
}

/** A settlement without its measured time. */
function timeless(settlement: Settlement): Settlement {
  return settlement.kind === 'result'
    ? { kind: 'result', result: settlement.result, steps: settlement.steps }
    : settlement;
}
