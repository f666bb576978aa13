/**
 * What a session has computed is void once a context of somebody else has found that answers of its were wrong.
 *
 * Laws
 * 1. Every refiner that the graph has fails with the error, whose `voids` is set: no bounds of it, and of no value that
 *    depends on it, meet a goal any more, now or later. Which of them the answers went into is not asked.
 * 2. A value that is asked for the first time afterwards depends on no such node, or fails with it.
 */
import type { ExecutionContext } from '../../coordinator/leases/port.js';
import type { Lease } from '../../coordinator/leases/lease.js';
import type { PincerError } from '../../exact/errors.js';
import type { Graph } from '../../graph/graph.js';

/** Tells the contexts that a session was given where to say so, each with the first lease that it gets. */
export class Distrust {
  readonly #graph: Graph;
  readonly #wake: () => void;
  /** Of each group whose context has not been told yet. */
  readonly #untold = new Map<string, ExecutionContext>();
  readonly #ends: (() => void)[] = [];

  /** @param wake - called after nodes have failed. */
  constructor(graph: Graph, wake: () => void) {
    this.#graph = graph;
    this.#wake = wake;
  }

  add(group: string, context: ExecutionContext): void {
    this.#untold.set(group, context);
  }

  /** A lease is about to be sent to a group. */
  before(group: string, { incarnation }: Lease): void {
    const context = this.#untold.get(group);
    if (context === undefined) return;
    this.#untold.delete(group);
    const end = context.onDistrust?.(incarnation, (error) => {
      this.#fail(error);
    });
    if (end !== undefined) this.#ends.push(end);
  }

  /** The session has ended: the contexts, which may live longer, keep nothing of it. */
  end(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  #fail(error: PincerError): void {
    const graph = this.#graph;
    for (let node = 0; node < graph.size; node++)
      if (graph.isRefiner(node)) graph.fail(node, copyOf(error));
    this.#wake();
  }
}

/** Each node has an error of its own, which gets its name. */
function copyOf(error: PincerError): PincerError {
  return Object.create(Object.getPrototypeOf(error) as object, {
    ...Object.getOwnPropertyDescriptors(error),
    voids: { value: true, enumerable: true },
  }) as PincerError;
}
