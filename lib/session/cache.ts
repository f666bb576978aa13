/** The cache of a session: decides which nodes and states are kept for later requests. */
import type { Coordinator } from '../coordinator/coordinator.js';
import { dropStates } from '../graph/state-eviction.js';
import type { CacheLimits, CachePolicy } from '../graph/eviction.js';
import type { Graph } from '../graph/graph.js';
import { checkNames } from '../exact/options.js';
import { SessionError } from './errors.js';

/** Limits on the nodes and states that are kept for later requests. */
export interface CacheOptions {
  /** Nodes: 65,536 by default. */
  readonly entries?: number | undefined;
  /** Bytes that the nodes may take together, bounds and states with them: 2^28 by default. */
  readonly bytes?: number | undefined;
  /**
   * Which nodes are evicted first: the least recently used (`lru`, the default), or those not used again since they
   * were made (`sieve`). With `sieve` many requests that come once do not evict nodes that are used often.
   */
  readonly policy?: CachePolicy | undefined;
}

/** Counts of look-ups and nodes since the session began. */
export interface CacheStatistics {
  /** Look-ups that found the node of a value; misses are those that did not. */
  readonly hits: number;
  readonly misses: number;
  /** Hits over look-ups; null before the first. */
  readonly hitRate: number | null;
  /** Nodes made. */
  readonly insertions: number;
  /** Nodes evicted. */
  readonly evictions: number;
  /** States of refiners that were dropped while the nodes and their bounds were kept. */
  readonly droppedStates: number;
  /** Evicted nodes and dropped states that were made again. */
  readonly rebuilds: number;
  /** How often a request used a node that was made for another root. */
  readonly reused: number;
  /** An estimate of the memory of all nodes. */
  readonly bytes: number;
}

export interface CheckedCache {
  readonly limits: CacheLimits;
  readonly policy: CachePolicy;
}

const DEFAULT_ENTRIES = 65_536;
const DEFAULT_BYTES = 2 ** 28;
/** So many nodes of earlier requests are weighed before a request: some milliseconds. */
const WEIGHED_AT_ONCE = 2 ** 14;
const POLICIES: readonly CachePolicy[] = ['lru', 'sieve'];

/**
 * @param budget - bytes that the session may hold at all.
 * @throws SessionError naming the option, the value and the limit.
 */
export function checkCache(options: CacheOptions = {}, budget = Infinity): CheckedCache {
  checkNames('createSession: cache', options, ['entries', 'bytes', 'policy'], SessionError);
  const { entries = DEFAULT_ENTRIES, bytes = DEFAULT_BYTES, policy = 'lru' } = options;
  if (!POLICIES.includes(policy)) {
    throw new SessionError(
      `createSession: cache.policy must be ${POLICIES.join(' or ')}, got ${policy}`,
    );
  }
  return {
    limits: {
      entries: checkSize('entries', entries),
      bytes: Math.min(budget, checkSize('bytes', bytes)),
    },
    policy,
  };
}

function checkSize(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new SessionError(
    `createSession: cache.${name} must be an integer of at least 0, got ${String(value)}`,
  );
}

export class Cache {
  readonly #graph: Graph;
  readonly #coordinator: Coordinator;
  readonly #limits: CacheLimits;
  readonly #policy: CachePolicy;
  /** Above this many bytes the graph is searched again for nodes to evict. */
  #nextBytes: number;
  /** Above this many nodes likewise. */
  #nextSize: number;

  constructor(graph: Graph, coordinator: Coordinator, { limits, policy }: CheckedCache) {
    this.#graph = graph;
    this.#coordinator = coordinator;
    this.#limits = limits;
    this.#policy = policy;
    this.#nextBytes = limits.bytes;
    this.#nextSize = 2 * limits.entries;
  }

  /**
   * Keeps nodes and states within their limits. States are dropped first, then nodes that no running operation needs.
   * Both are made again when they are needed.
   */
  reclaim(): void {
    const { entries, bytes } = this.#limits;
    const { size } = this.#graph;
    // A search goes through all nodes. It waits for twice the entries and leaves half the bytes, so its cost is
    // amortised over the nodes added between two searches.
    this.#graph.weighLeft(WEIGHED_AT_ONCE);
    const tooHeavy = this.#graph.weighedBytes > this.#nextBytes;
    if (size <= this.#nextSize && !tooHeavy) return;
    if (tooHeavy) dropStates(this.#graph, bytes / 2);
    const isHeavy = this.#graph.bytes > bytes;
    if (size > this.#nextSize || isHeavy) {
      this.#coordinator.retain({ entries, bytes: isHeavy ? bytes / 2 : bytes }, this.#policy);
    }
    // Nodes of running operations stay, and a search soon after would find them again.
    this.#nextBytes = Math.max(bytes, 1.25 * this.#graph.bytes);
    this.#nextSize = Math.max(2 * entries, 1.25 * this.#graph.size);
  }

  get statistics(): CacheStatistics {
    const { counts, bytes } = this.#graph;
    const lookups = counts.hits + counts.misses;
    return { ...counts, hitRate: lookups === 0 ? null : counts.hits / lookups, bytes };
  }
}
