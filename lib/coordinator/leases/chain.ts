/**
 * Chains: leases that run one after the other and travel in one message. A chain holds colocated nodes,
 * child before parent, and nodes that do not wait for one another.
 *
 * Laws
 * 1. Each lease of a chain is a lease like any other: it has its own stamp and its own end.
 * 2. A parent runs only after its child in the chain has met its demand. It reads the new bounds of the
 *    child.
 * 3. A lease that did not run comes back blameless, with all leases after it. They are issued again.
 */
import { intersect } from '../../exact/enclosure/enclosure.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Lease, SettledLease, Settlement } from './lease.js';

/** The largest number of leases in a chain. */
export const LONGEST_CHAIN = 4;

/** Links leases to a chain: the first lease holds the others. */
export function linked(graph: Graph, leases: readonly Lease[]): Lease {
  let next: Lease | undefined;
  for (let i = leases.length - 1; i >= 0; i--) {
    const lease = leases[i]!;
    const after = i === 0 ? [] : positionsOf(graph, leases[i - 1]!.node, lease.node);
    next = {
      ...lease,
      ...(after.length === 0 ? {} : { after }),
      ...(next === undefined ? {} : { then: next }),
    };
  }
  return next!;
}

/** A lease and those after it in its chain, in their order. */
export function chainOf(lease: Lease): Lease[] {
  const chain: Lease[] = [];
  for (let link: Lease | undefined = lease; link !== undefined; link = link.then) chain.push(link);
  return chain;
}

function positionsOf(graph: Graph, child: NodeId, parent: NodeId): number[] {
  const positions: number[] = [];
  graph.childrenOf(parent).forEach((other, position) => {
    if (other === child) positions.push(position);
  });
  return positions;
}

/** The next lease of a chain, with the bounds that this one brought among its inputs. */
export function followedBy(lease: Lease, next: Lease, settlement: Settlement): Lease {
  if (settlement.kind !== 'result' || next.after === undefined) return next;
  const bounds = intersect(lease.bounds, settlement.result.bounds);
  if (bounds === undefined) return next;
  return {
    ...next,
    inputs: next.inputs.map((input, i) => (next.after?.includes(i) === true ? bounds : input)),
  };
}

/** Each lease of a chain with what came back of it, in their order. */
export function settledLeases(first: Lease, answer: Settlement): SettledLease[] {
  const settled: SettledLease[] = [];
  let lease: Lease | undefined = first;
  let settlement = answer;
  while (lease !== undefined) {
    settled.push({ lease, settlement });
    const next: Lease | undefined = lease.then && followedBy(lease, lease.then, settlement);
    settlement = followingSettlement(settlement);
    lease = next;
  }
  return settled;
}

/** What became of the next lease of a chain, by the settlement of the lease before it. */
function followingSettlement(settlement: Settlement): Settlement {
  if (settlement.kind === 'result' && settlement.then !== undefined) return settlement.then;
  return {
    kind: 'lost',
    reason: 'a step before it in the same message did not bring what it was to',
    blameless: true,
  };
}
