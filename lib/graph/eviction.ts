/**
 * Which nodes a graph keeps when it must forget some, by a policy.
 *
 * Laws
 * 1. The kept nodes are closed under children and stand in the order of their numbers: children before
 *    parents.
 * 2. Every node that an active cone needs is kept, whatever the limits.
 */
import type { NodeId } from './node.js';

/** What may be kept between requests. */
export interface CacheLimits {
  /** Nodes. */
  readonly entries: number;
  /** Bytes of all nodes together. */
  readonly bytes: number;
}

/**
 * Which node goes first. `lru`: the least recently used. `sieve`: the oldest that was not used again since
 * its last inspection, so that many requests that come once do not evict the nodes that are used often.
 */
export type CachePolicy = 'lru' | 'sieve';

/** The nodes to choose from: each column has one entry per node. */
export interface Candidates {
  readonly usedAt: Float64Array;
  readonly weight: Float64Array;
  /** 1 where an active cone needs a node; closed under children. */
  readonly needed: Uint8Array;
  /** 1 where a node was used again; SIEVE clears these marks as its hand passes. */
  readonly usedAgain: Uint8Array;
  /** Where the hand of SIEVE stands. */
  readonly hand: number;
  readonly height: Int32Array;
  /** The children of node n are `child[childStart[n]]` to `child[childStart[n + 1] - 1]`. */
  readonly childStart: Int32Array;
  readonly child: Int32Array;
}

/** The nodes to keep, and the position of the hand among them. */
export interface Kept {
  readonly kept: NodeId[];
  readonly hand: number;
}

export function keptBy(policy: CachePolicy, candidates: Candidates, limits: CacheLimits): Kept {
  return policy === 'sieve'
    ? sieve(candidates, limits)
    : { kept: mostRecentlyUsed(candidates, limits), hand: 0 };
}

/**
 * Keeps the needed nodes, then the most recently used ones; among nodes used at the same time, the lowest.
 * The kept nodes are closed under children, because a request uses a node together with all nodes below it.
 */
export function mostRecentlyUsed(
  { usedAt, weight, height, needed }: Pick<Candidates, 'usedAt' | 'weight' | 'height' | 'needed'>,
  limits: CacheLimits,
): NodeId[] {
  const groups = new Map<number, NodeId[]>();
  const kept: NodeId[] = [];
  let bytes = 0;
  usedAt.forEach((time, node) => {
    if (needed[node] === 1) {
      kept.push(node);
      bytes += weight[node]!;
      return;
    }
    const group = groups.get(time);
    if (group === undefined) groups.set(time, [node]);
    else group.push(node);
  });
  for (const time of [...groups.keys()].sort((a, b) => b - a)) {
    const group = groups.get(time)!.sort((a, b) => height[a]! - height[b]! || a - b);
    for (const node of group) {
      bytes += weight[node]!;
      if (kept.length >= limits.entries || bytes > limits.bytes) return kept.sort((a, b) => a - b);
      kept.push(node);
    }
  }
  return kept.sort((a, b) => a - b);
}

/**
 * SIEVE: Y. Zhang, J. Yang, Y. Yue, Y. Vigfusson, K. V. Rashmi, "SIEVE is simpler than LRU", NSDI 2024. A
 * hand moves from the oldest node to the newest and around again. A node that was used again loses its mark;
 * any other node is evicted, together with all nodes that stand on it.
 */
export function sieve(
  {
    needed,
    usedAgain,
    weight,
    hand: start,
    childStart,
    child,
  }: Omit<Candidates, 'usedAt' | 'height'>,
  limits: CacheLimits,
): Kept {
  const size = weight.length;
  const gone = new Uint8Array(size);
  let count = size;
  let bytes = weight.reduce((sum, each) => sum + each, 0);
  const drop = (node: NodeId): void => {
    gone[node] = 1;
    count--;
    bytes -= weight[node]!;
  };
  let hand = start < size ? start : 0;
  // The first round clears every mark and the second can evict every node, so the hand passes each node at
  // most twice.
  for (let turn = 0; turn < 2 * size && (count > limits.entries || bytes > limits.bytes); turn++) {
    if (usedAgain[hand] === 1) usedAgain[hand] = 0;
    else if (gone[hand] === 0 && needed[hand] === 0) drop(hand);
    hand = hand + 1 < size ? hand + 1 : 0;
  }
  const kept: NodeId[] = [];
  let before = 0;
  for (let node = 0; node < size; node++) {
    for (let edge = childStart[node]!; edge < childStart[node + 1]! && gone[node] === 0; edge++) {
      if (gone[child[edge]!] === 1) drop(node);
    }
    if (gone[node] === 1) continue;
    kept.push(node);
    if (node < hand) before++;
  }
  return { kept, hand: before };
}
