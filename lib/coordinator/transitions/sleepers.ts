import TinyQueue from 'tinyqueue';
import type { NodeId } from '../../graph/node.js';
import type { Nanoseconds } from '../leases/lease.js';
import type { Operation } from '../operations/operation.js';

/** A node that waits before it is leased again. */
export interface Sleeper {
  readonly node: NodeId;
  readonly until: Nanoseconds;
  /** Whether its state was overtaken by another, rather than lost. */
  readonly conflict: boolean;
  /** Those that waited for it when it fell asleep. */
  readonly operations: readonly Operation[];
}

const newQueue = (): TinyQueue<Sleeper> =>
  new TinyQueue<Sleeper>([], (a, b) => a.until - b.until || a.node - b.node);

/** Nodes that are not to be leased before some time. */
export class Sleepers {
  readonly #latest = new Map<NodeId, Sleeper>();
  #queue = newQueue();

  add(sleeper: Sleeper): void {
    this.#latest.set(sleeper.node, sleeper);
    this.#queue.push(sleeper);
  }

  /** Nodes have been numbered anew; what has gone wakes as node -1. */
  renumber(numbers: Int32Array): void {
    this.#latest.clear();
    const before = this.#queue;
    this.#queue = newQueue();
    for (let first = before.pop(); first !== undefined; first = before.pop()) {
      this.add({ ...first, node: numbers[first.node] ?? -1 });
    }
  }

  has(node: NodeId): boolean {
    return this.#latest.has(node);
  }

  /** When the next one wakes. */
  get next(): Nanoseconds | undefined {
    return this.#queue.peek()?.until;
  }

  /** Takes out those whose time has come. A node sleeps until the last of its entries is out. */
  wake(now: Nanoseconds): Sleeper[] {
    const awake: Sleeper[] = [];
    for (let first = this.#queue.peek(); first !== undefined; first = this.#queue.peek()) {
      if (first.until > now) break;
      this.#queue.pop();
      if (this.#latest.get(first.node) === first) this.#latest.delete(first.node);
      awake.push(first);
    }
    return awake;
  }
}
