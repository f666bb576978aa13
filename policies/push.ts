import type { Log2 } from '#lib/exact/enclosure/enclosure.js';
import type { NodeId } from '#lib/graph/node.js';
import type { StepResult } from '#lib/refiners/refiner.js';
import type { Lease } from './port.js';
import { Policy } from './policy.js';

interface Message {
  readonly lease: Lease;
  readonly result: StepResult;
  readonly sent: number;
}

/** What it costs the coordinator to take in one message, in the units of declared cost. */
const TAKING_IN = 10_000;

/** Bits beyond 2^13 are none that any instance could need. */
const MOST_DOUBLINGS = 13;

/**
 * A: refiners run free, all at once, and push what they find through a channel that holds as many
 * messages as there are refiners. The coordinator takes them in one by one; a refiner only waits when
 * the channel is full. Time is virtual: a step takes its declared cost.
 */
export class Push extends Policy {
  /** When each refiner has finished what it has pushed. */
  readonly #busyUntil = new Map<NodeId, number>();
  /** The last result of each refiner, taken in or not. */
  readonly #latest = new Map<NodeId, StepResult>();
  readonly #channel: Message[] = [];
  #coordinatorBusyUntil = 0;

  protected override begin(): void {
    for (const node of this.sources) this.#busyUntil.set(node, 0);
  }

  protected next(): NodeId | undefined {
    // Each turn takes a message in or returns a node.
    for (;;) {
      const node = this.#earliest();
      const oldest = this.#channel[0];
      if (oldest === undefined) return node;
      const takenIn = Math.max(oldest.sent, this.#coordinatorBusyUntil) + TAKING_IN;
      const full = this.#channel.length >= this.sources.length;
      if (node !== undefined && !full && this.#busyUntil.get(node)! < takenIn) return node;
      this.#channel.shift();
      this.#coordinatorBusyUntil = takenIn;
      super.accept(oldest.lease, oldest.result, takenIn);
      // The refiner itself has gone on since.
      this.graph.recordOf(oldest.lease.node)!.state = this.#latest.get(oldest.lease.node)!.state;
      // What waited for room goes on from now.
      if (full && node !== undefined) {
        this.#busyUntil.set(node, Math.max(this.#busyUntil.get(node)!, takenIn));
      }
      if (this.isMet()) return undefined;
    }
  }

  /** Nobody tells a refiner what is needed: it doubles its bits. */
  protected demandFor(node: NodeId): Log2 {
    const unread = this.#channel.filter(({ lease }) => lease.node === node).length;
    return doubled(this.graph.recordOf(node)!.steps + unread, MOST_DOUBLINGS);
  }

  protected override accept(lease: Lease, result: StepResult): void {
    const { node } = lease;
    const sent = this.#busyUntil.get(node)! + (result.cost ?? 1);
    this.#busyUntil.set(node, sent);
    this.#latest.set(node, result);
    const at = this.#channel.findIndex((message) => message.sent > sent);
    this.#channel.splice(at < 0 ? this.#channel.length : at, 0, { lease, result, sent });
    // The refiner goes on from its own state, whatever the coordinator has seen of it.
    this.graph.recordOf(node)!.state = result.state;
  }

  #earliest(): NodeId | undefined {
    let first: NodeId | undefined;
    for (const node of this.sources) {
      if (!this.canStep(node) || this.#latest.get(node)?.done !== undefined) continue;
      if (first === undefined || this.#busyUntil.get(node)! < this.#busyUntil.get(first)!)
        first = node;
    }
    return first;
  }
}

/** What a refiner asks of itself after so many steps. */
function doubled(steps: number, most: number): Log2 {
  return steps === 0 ? Infinity : -(2 ** Math.min(5 + steps, most));
}

/** The most bits that a refiner asks of itself on slots, where goals go to 20,000 digits. */
const MOST_DOUBLINGS_ON_SLOTS = 17;

/** The same on slots, in real time: whatever slot is free runs whoever has stepped least, and results are taken in at once. */
export class PushOnSlots extends Policy {
  protected next(): NodeId | undefined {
    let first: NodeId | undefined;
    for (const node of this.sources) {
      if (!this.canStep(node)) continue;
      if (first === undefined || this.#steps(node) < this.#steps(first)) first = node;
    }
    return first;
  }

  protected demandFor(node: NodeId): Log2 {
    return doubled(this.#steps(node), MOST_DOUBLINGS_ON_SLOTS);
  }

  #steps(node: NodeId): number {
    return this.graph.recordOf(node)!.steps;
  }
}
