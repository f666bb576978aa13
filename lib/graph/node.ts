/** A node of the graph: an index into its arrays. */
export type NodeId = number;
