import TinyQueue from 'tinyqueue';
import type { NodeId } from '../graph/node.js';
import type { Nanoseconds } from './lease.js';
import type { Operation } from './operation.js';

/** A node that waits before it is leased again. */
export interface Sleeper {
  readonly node: NodeId;
  readonly until: Nanoseconds;
  /** Whether its state was overtaken by another, rather than lost. */
  readonly conflict: boolean;
  /** Those that waited for it when it fell asleep. */
  readonly operations: readonly Operation[];
}

/** Nodes that are not to be leased before some time. */
export class Sleepers {
  readonly #latest = new Map<NodeId, Sleeper>();
  readonly #queue = new TinyQueue<Sleeper>([], (a, b) => a.until - b.until || a.node - b.node);

  add(sleeper: Sleeper): void {
    this.#latest.set(sleeper.node, sleeper);
    this.#queue.push(sleeper);
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
