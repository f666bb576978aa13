/** The cache of a session: which of the nodes outlive the requests that they were made for. */
import type { Coordinator } from '../coordinator/coordinator.js';
import { dropStates } from '../graph/state-eviction.js';
import type { CacheLimits, CachePolicy } from '../graph/eviction.js';
import type { Graph } from '../graph/graph.js';
import { checkNames } from '../exact/options.js';
import { SessionError } from './errors.js';

/** How much of what was computed is kept for later requests. */
export interface CacheOptions {
  /** Nodes: 65,536 by default. */
  readonly entries?: number | undefined;
  /** Bytes that the nodes may take together, bounds and states with them: 2^28 by default. */
  readonly bytes?: number | undefined;
  /**
   * Which nodes go first: the least recently used (`lru`, the default), or those that were not used
   * again (`sieve`), which spares what is used often from a sweep of requests that come once.
   */
  readonly policy?: CachePolicy | undefined;
}

/** What became of look-ups and of nodes since the session began. */
export interface CacheStatistics {
  /** Look-ups of a value that found its node, and that did not. */
  readonly hits: number;
  readonly misses: number;
  /** The part of the look-ups that found one; null before the first. */
  readonly hitRate: number | null;
  /** Nodes that were made. */
  readonly insertions: number;
  /** Nodes that were forgotten. */
  readonly evictions: number;
  /** States of refiners that were dropped while bounds and nodes stayed. */
  readonly droppedStates: number;
  /** How many of the nodes and states that had gone were made again. */
  readonly rebuilds: number;
  /** How often a request found a node there that was made for another root. */
  readonly reused: number;
  /** What the nodes take of memory, as near as it can be told. */
  readonly bytes: number;
}

export interface CheckedCache {
  readonly limits: CacheLimits;
  readonly policy: CachePolicy;
}

const DEFAULT_ENTRIES = 65_536;
const DEFAULT_BYTES = 2 ** 28;
const POLICIES: readonly CachePolicy[] = ['lru', 'sieve'];

/** @throws SessionError naming the option, the value and the limit. */
export function checkCache(options: CacheOptions = {}): CheckedCache {
  checkNames('createSession: cache', options, ['entries', 'bytes', 'policy'], SessionError);
  const { entries = DEFAULT_ENTRIES, bytes = DEFAULT_BYTES, policy = 'lru' } = options;
  if (!POLICIES.includes(policy)) {
    throw new SessionError(
      `createSession: cache.policy must be ${POLICIES.join(' or ')}, got ${policy}`,
    );
  }
  return {
    limits: { entries: checkSize('entries', entries), bytes: checkSize('bytes', bytes) },
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
  /** Bytes from which on it is worth a look again. */
  #lookAt: number;
  /** Nodes from which on it is. */
  #sizeAt: number;

  constructor(graph: Graph, coordinator: Coordinator, { limits, policy }: CheckedCache) {
    this.#graph = graph;
    this.#coordinator = coordinator;
    this.#limits = limits;
    this.#policy = policy;
    this.#lookAt = limits.bytes;
    this.#sizeAt = 2 * limits.entries;
  }

  /**
   * Keeps what was computed within its limits: first states go, then nodes that nothing under way needs.
   * What is forgotten is made again when it is needed.
   */
  reclaim(): void {
    const { entries, bytes } = this.#limits;
    const { size } = this.#graph;
    // Twice the entries, and down to half the bytes: going through all is paid for by what was added since.
    const tooHeavy = this.#graph.bytes > this.#lookAt;
    if (size <= this.#sizeAt && !tooHeavy) return;
    if (tooHeavy) dropStates(this.#graph, bytes / 2);
    const isHeavy = this.#graph.bytes > bytes;
    if (size > this.#sizeAt || isHeavy) {
      this.#coordinator.retain({ entries, bytes: isHeavy ? bytes / 2 : bytes }, this.#policy);
    }
    // Nodes of requests under way stay: a look at them all would find the same soon after.
    this.#lookAt = Math.max(bytes, 1.25 * this.#graph.bytes);
    this.#sizeAt = Math.max(2 * entries, 1.25 * this.#graph.size);
  }

  get statistics(): CacheStatistics {
    const { counts, bytes } = this.#graph;
    const lookups = counts.hits + counts.misses;
    return { ...counts, hitRate: lookups === 0 ? null : counts.hits / lookups, bytes };
  }
}
