/**
 * Chains: leases that go out in one message, one after the other: of colocated nodes, child before
 * parent, and of nodes that do not wait for one another.
 *
 * Laws
 * 1. Each lease of a chain is a lease like any other: it has its own stamp and its own end.
 * 2. A parent runs only once its child before it has met its demand, with the bounds that this brought
 *    in the place of the child's.
 * 3. What did not run comes back blameless with all after it, and is given out again.
 */
import { intersect } from '../../exact/enclosure/enclosure.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Lease, Settlement } from './lease.js';

/** Leases of one chain, at most. */
export const LONGEST_CHAIN = 4;

/** Links leases to one that holds all the later ones. */
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

/** The lease after this one, with the bounds that this one brought among its inputs. */
export function followedBy(lease: Lease, next: Lease, settlement: Settlement): Lease {
  if (settlement.kind !== 'result' || next.after === undefined) return next;
  const bounds = intersect(lease.bounds, settlement.result.bounds);
  if (bounds === undefined) return next;
  return {
    ...next,
    inputs: next.inputs.map((input, i) => (next.after?.includes(i) === true ? bounds : input)),
  };
}

/** What became of the lease after one that ended so. */
export function followingSettlement(settlement: Settlement): Settlement {
  if (settlement.kind === 'result' && settlement.then !== undefined) return settlement.then;
  return {
    kind: 'lost',
    reason: 'a step before it in the same message did not bring what it was to',
    blameless: true,
  };
}
