/**
 * Boxes in layers, parents above their children: by dagre, after Gansner, Koutsofios, North and Vo, "A technique for
 * drawing directed graphs", 1993.
 */
import { Graph, layout } from '@dagrejs/dagre';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box by its middle. */
export interface Box extends Size, Point {}

/** From a parent to a child, both by their numbers. */
export interface Edge {
  readonly parent: number;
  readonly child: number;
}

export interface PlacedEdge extends Edge {
  /** What it passes on its way. */
  readonly inner: readonly Point[];
}

export interface Layers extends Size {
  readonly boxes: readonly Box[];
  readonly edges: readonly PlacedEdge[];
}

/** What is used of its graphs: its own declarations import files by names that compilers of modules do not find. */
interface LayoutGraph {
  setGraph(options: object): void;
  setDefaultEdgeLabel(label: () => object): void;
  setNode(name: string, size: Size): void;
  setEdge(from: string, to: string): void;
  graph(): Size;
  node(name: string): Box;
  edges(): readonly { readonly v: string; readonly w: string }[];
  edge(from: string, to: string): { readonly points: readonly Point[] };
}

const Layered = Graph as new () => LayoutGraph;
const place = layout as (graph: LayoutGraph) => void;

/**
 * @param sizes - of boxes, which the edges name by their positions here.
 * @param margin - left and right of all boxes.
 */
export function inLayers(sizes: readonly Size[], edges: readonly Edge[], margin: number): Layers {
  const graph = new Layered();
  graph.setGraph({ rankdir: 'TB', nodesep: 22, ranksep: 64, marginx: margin, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [i, { width, height }] of sizes.entries()) graph.setNode(String(i), { width, height });
  for (const { parent, child } of edges) graph.setEdge(String(parent), String(child));
  place(graph);
  const { width, height } = graph.graph();
  return {
    width,
    height,
    boxes: sizes.map((_, i) => graph.node(String(i))),
    edges: graph.edges().map(({ v, w }) => ({
      parent: Number(v),
      child: Number(w),
      inner: graph.edge(v, w).points.slice(1, -1),
    })),
  };
}
