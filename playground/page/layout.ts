/** Where the nodes of a graph are drawn, by dagre; it is loaded with the first graph. */
import { Graph, layout } from '@dagrejs/dagre';
import type { DrawnNode } from '../protocol.js';

export const CARD = { width: 156, height: 62 };

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
    cards: new Map(
      nodes.map(({ id }) => {
        const { x, y } = graph.node(String(id)) as Point;
        return [id, { x, y }];
      }),
    ),
    edges: graph
      .edges()
      .map(
        (edge: Parameters<typeof graph.edge>[0]) =>
          (graph.edge(edge) as { points: Point[] }).points,
      ),
  };
}
