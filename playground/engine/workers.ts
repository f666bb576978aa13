/**
 * The slots of the engine: its own thread, and the workers that the page has started.
 *
 * Laws
 * 1. A slot runs one lease at a time. What comes back for a run that is over is dropped.
 * 2. The engine's own thread takes leases only while there is no worker.
 * 3. A worker that the page has ended settles its lease as lost, once.
 * 4. A worker that still computes for a run that is over is asked to stop; one that cannot hear it is retired.
 */
import type { Slot } from 'pincer/coordinator';
import type { Lease, Settlement } from 'pincer/execution';
import type { Done, Work } from '../protocol.js';

interface WorkerSlot {
  readonly slot: Slot;
  readonly port: MessagePort;
  readonly stop: Int32Array | undefined;
  lease: Lease | undefined;
  /** It takes no further lease: the page ends it. */
  retired: boolean;
}

/** What the driver of the run under way hears of its leases. */
export interface Listener {
  readonly incarnation: string;
  settled(lease: Lease, settlement: Settlement): void;
  /** There are more or fewer slots. */
  changed(): void;
}

const OWN: Slot = { id: 0, kind: 'inline', context: 'the engine' };

export class Workers {
  readonly #workers = new Map<number, WorkerSlot>();
  listener: Listener | undefined;

  start(worker: number, port: MessagePort, stop: SharedArrayBuffer | undefined): void {
    const slot: Slot = { id: worker, kind: 'thread', context: `worker ${String(worker)}` };
    const flag = stop && new Int32Array(stop);
    const added: WorkerSlot = { slot, port, stop: flag, lease: undefined, retired: false };
    this.#workers.set(worker, added);
    port.onmessage = ({ data }: MessageEvent<Done>) => {
      const { lease } = added;
      added.lease = undefined;
      if (lease === undefined) return;
      if (this.listener?.incarnation === data.incarnation)
        this.listener.settled(lease, data.settlement);
      else this.listener?.changed();
    };
    this.listener?.changed();
  }

  end(worker: number): void {
    const ended = this.#workers.get(worker);
    if (ended === undefined) return;
    this.#workers.delete(worker);
    ended.port.close();
    const { lease } = ended;
    if (lease !== undefined && lease.incarnation === this.listener?.incarnation)
      this.listener.settled(lease, { kind: 'lost', reason: 'its worker was ended' });
    else this.listener?.changed();
  }

  /** The slots that take a lease now. */
  get free(): readonly Slot[] {
    if (this.#workers.size === 0) return [OWN];
    return [...this.#workers.values()]
      .filter((one) => one.lease === undefined && !one.retired)
      .map((one) => one.slot);
  }

  /** Gives a lease to the worker in a slot. */
  send(slot: Slot, lease: Lease): void {
    const worker = this.#workers.get(slot.id)!;
    worker.lease = lease;
    // What it was asked to stop was another lease, perhaps of the same number.
    if (worker.stop !== undefined) Atomics.store(worker.stop, 0, 0);
    const work: Work = { lease };
    worker.port.postMessage(work);
  }

  /** Asks for the end of a lease, where the page shares memory with its workers; elsewhere it runs on. */
  stop(lease: number): void {
    for (const worker of this.#workers.values())
      if (worker.lease?.id === lease && worker.stop !== undefined)
        Atomics.store(worker.stop, 0, lease);
  }

  /** Asks for the end of all leases, as their run is over. */
  stopAll(): void {
    for (const { lease } of this.#workers.values()) if (lease !== undefined) this.stop(lease.id);
  }

  /** Retires the workers that compute for another run than this one, and names them. */
  retireBeside(incarnation: string): number[] {
    const stuck = [];
    for (const [worker, one] of this.#workers) {
      if (one.lease === undefined || one.lease.incarnation === incarnation) continue;
      one.retired = true;
      stuck.push(worker);
    }
    return stuck;
  }
}
