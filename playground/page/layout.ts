/** Where the nodes of a graph are drawn, by dagre; it is loaded with the first graph. */
import * as dagre from '@dagrejs/dagre';
import type { DrawnNode } from '../protocol.js';

export const CARD = { width: 146, height: 62 };

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** By node, the middle of its card. */
  readonly cards: ReadonlyMap<number, Point>;
  /** From a node down to its child. */
  readonly edges: readonly (readonly Point[])[];
}

/** What is used of dagre, whose declarations name their files in a way that modules of node cannot resolve. */
interface LayoutGraph {
  setGraph(options: Readonly<Record<string, string | number>>): void;
  setDefaultEdgeLabel(label: () => object): void;
  setNode(name: string, size: object): void;
  setEdge(from: string, to: string): void;
  graph(): { readonly width?: number; readonly height?: number };
  node(name: string): Point;
  edges(): readonly object[];
  edge(edge: object): { readonly points: readonly Point[] };
}

const { Graph, layout } = dagre as unknown as {
  readonly Graph: new () => LayoutGraph;
  readonly layout: (graph: LayoutGraph) => void;
};

export function layOut(nodes: readonly DrawnNode[]): Layout {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 14, ranksep: 34, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of nodes) graph.setNode(String(id), { ...CARD });
  for (const { id, children } of nodes)
    for (const child of new Set(children)) graph.setEdge(String(id), String(child));
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    cards: new Map(nodes.map(({ id }) => [id, graph.node(String(id))])),
    edges: graph.edges().map((edge) => graph.edge(edge).points),
  };
}
