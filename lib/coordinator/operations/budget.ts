/**
 * Budgets: what the steps of an operation, of a session or of a refiner may use.
 *
 * Laws
 * 1. A budget is charged when a step settles, so steps that are under way when it is used up may exceed it. A step of the
 *    calling thread that is no first look stops when the milliseconds are used up, and is charged though it brings
 *    nothing.
 * 2. An operation ends with its own budget or with that of the session, whichever is used up first. What was proven by
 *    then stays, and a request that this meets is met.
 * 3. A refiner whose budget is used up takes no further step in the session. Operations go on without it, and end where
 *    nothing else brings them further.
 */
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';

/** What steps may use. */
export interface BudgetLimits {
  /** Accepted steps. */
  readonly steps?: number | undefined;
  /** Milliseconds that these steps computed, in all contexts together. */
  readonly milliseconds?: number | undefined;
  /** Bytes that nodes may hold: their bounds and states, counted as the cache counts them. */
  readonly bytes?: number | undefined;
}

/** The budget that ended an operation. */
export interface UsedUp {
  readonly of: 'operation' | 'session' | 'refiner';
  /** The name of the refiner; null for other budgets. */
  readonly refiner: string | null;
  readonly limit: 'steps' | 'milliseconds' | 'bytes' | 'cost' | 'bits';
  /** What was permitted. */
  readonly most: number;
}

const LIMITS = ['steps', 'milliseconds', 'bytes'] as const;

export class Budget {
  readonly limits: BudgetLimits;
  readonly #of: UsedUp['of'];
  readonly #refiner: string | null;
  readonly #used = { steps: 0, milliseconds: 0, bytes: 0 };

  constructor(of: UsedUp['of'], limits: BudgetLimits = {}, refiner: string | null = null) {
    this.limits = limits;
    this.#of = of;
    this.#refiner = refiner;
  }

  /** Charges steps that have settled. */
  charge(steps: number, milliseconds: number): void {
    this.#used.steps += steps;
    this.#used.milliseconds += milliseconds;
  }

  /** What is held now. */
  holds(bytes: number): void {
    this.#used.bytes = bytes;
  }

  used(limit: keyof BudgetLimits): number {
    return this.#used[limit];
  }

  /** What is left of a limit; Infinity without it. */
  left(limit: keyof BudgetLimits): number {
    return Math.max(0, (this.limits[limit] ?? Infinity) - this.#used[limit]);
  }

  /** The first limit that is reached; for bytes one that is exceeded. */
  get usedUp(): UsedUp | undefined {
    for (const limit of LIMITS) {
      const most = this.limits[limit] ?? Infinity;
      const used = this.#used[limit];
      if (limit === 'bytes' ? used > most : used >= most)
        return { of: this.#of, refiner: this.#refiner, limit, most };
    }
    return undefined;
  }
}

/** The budgets of a session, and of refiners by name. */
export interface BudgetOptions {
  readonly session?: BudgetLimits | undefined;
  readonly refiners?: Readonly<Record<string, BudgetLimits>> | undefined;
}

/** Whether any limit is set, for the session or a refiner. */
export function areLimited({ session, refiners }: BudgetOptions): boolean {
  return Object.keys({ ...session, ...refiners }).length > 0;
}

/** The bytes of some nodes, as weighed last. */
class Holding {
  bytes = 0;
  #ofNode = new Map<NodeId, number>();

  get nodes(): Iterable<NodeId> {
    return this.#ofNode.keys();
  }

  weigh(graph: Graph, node: NodeId): void {
    const bytes = graph.bytesOf(node);
    this.bytes += bytes - (this.#ofNode.get(node) ?? 0);
    this.#ofNode.set(node, bytes);
  }

  renumber(numbers: Int32Array): void {
    const before = this.#ofNode;
    this.#ofNode = new Map();
    this.bytes = 0;
    for (const [old, bytes] of before) {
      const node = numbers[old] ?? -1;
      if (node < 0) continue;
      this.#ofNode.set(node, bytes);
      this.bytes += bytes;
    }
  }
}

export class Budgets {
  readonly session: Budget;
  /** Whether any limit is set, for the session or a refiner. */
  readonly areSet: boolean;
  readonly #refiners: ReadonlyMap<string, Budget>;
  readonly #graph: Graph;
  /** The bytes of the nodes of refiners whose bytes are limited. */
  readonly #held = new Map<string, Holding>();

  constructor(graph: Graph, { session, refiners = {} }: BudgetOptions = {}) {
    this.#graph = graph;
    this.session = new Budget('session', session);
    this.#refiners = new Map(
      Object.entries(refiners).map(([name, limits]) => [name, new Budget('refiner', limits, name)]),
    );
    for (const [name, { usedUp }] of this.#refiners) if (usedUp !== undefined) graph.retire(name);
    this.areSet = areLimited({ session, refiners });
  }

  /** The budget of the refiner of a node; undefined without one. */
  ofNode(node: NodeId): Budget | undefined {
    if (this.#refiners.size === 0) return undefined;
    const kind = this.#graph.kindOf(node);
    return kind.type === 'refiner' ? this.#refiners.get(kind.refiner.name) : undefined;
  }

  /** Charges an accepted step. Returns whether a budget is used up by it. */
  charge(node: NodeId, steps: number, milliseconds: number): boolean {
    if (!this.areSet) return false;
    const { session } = this;
    const ofRefiner = this.ofNode(node);
    const before = session.usedUp ?? ofRefiner?.usedUp;
    session.charge(steps, milliseconds);
    if (session.limits.bytes !== undefined) {
      this.#graph.weigh(node);
      session.holds(this.#graph.bytes);
    }
    ofRefiner?.charge(steps, milliseconds);
    if (ofRefiner?.limits.bytes !== undefined) ofRefiner.holds(this.#bytesWith(node));
    return before === undefined && (session.usedUp ?? ofRefiner?.usedUp) !== undefined;
  }

  /** A refiner in a cone whose budget is used up. */
  usedUpIn(cone: Iterable<NodeId>): UsedUp | undefined {
    if (this.#refiners.size === 0) return undefined;
    for (const node of cone) {
      const usedUp = this.ofNode(node)?.usedUp;
      if (usedUp !== undefined) return usedUp;
    }
    return undefined;
  }

  /** Nodes have new numbers; -1 for those that were evicted. */
  renumber(numbers: Int32Array): void {
    for (const held of this.#held.values()) held.renumber(numbers);
  }

  /** The bytes of all nodes of the refiner of a node that has just changed. */
  #bytesWith(node: NodeId): number {
    const kind = this.#graph.kindOf(node);
    const name = kind.type === 'refiner' ? kind.refiner.name : '';
    const held = this.#held.get(name) ?? new Holding();
    this.#held.set(name, held);
    held.weigh(this.#graph, node);
    // States of nodes that nobody needed may have been dropped since.
    if (held.bytes > (this.#refiners.get(name)?.limits.bytes ?? Infinity))
      for (const other of held.nodes) held.weigh(this.#graph, other);
    return held.bytes;
  }
}
