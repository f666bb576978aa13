import type { Rational } from '../../exact/rational.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';

/** What a term becomes in a graph: an exact rational, or a node. */
export type Admitted = { readonly rational: Rational } | { readonly node: NodeId };

/** What a term became in the graph that admitted it last. */
export interface Memo {
  readonly graph: Graph;
  /** The numbering of nodes that the node belongs to. */
  readonly epoch: number;
  readonly admitted: Admitted;
}
