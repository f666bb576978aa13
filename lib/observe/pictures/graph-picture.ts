/**
 * The graph of values: demand goes down from the root to the leaves, bounds go up. Laid out in layers by dagre, after
 * Gansner, Koutsofios, North and Vo, "A technique for drawing directed graphs", 1993.
 */
import { Graph, layout } from '@dagrejs/dagre';
import { curveBasis, line } from 'd3-shape';
import type { NodeExplanation } from '../node-explanation.js';
import { element } from './markup.js';
import type { Markup } from './markup.js';
import { FONT, MARGIN, fitted, fixed, heading, label, legend, textWidth } from './frame.js';
import type { Picture } from './frame.js';
import { countText, percentText, powerText } from './run.js';
import type { Run } from './run.js';

const MOST_NODES = 30;
const LINE = 17;
const MOST_TEXT = 170;
/** Half of the distance between the two lines of an edge. */
const APART = 5;
const DEMAND_DASH = '7 3';

/** Of a large graph the nodes that contribute most, each with a path to the root. */
export function shownNodes({ of, root }: Run): NodeExplanation[] {
  const { nodes } = of.explanation;
  const byName = new Map(nodes.map((node) => [node.node, node]));
  // From each node one step nearer to the root, by the shortest path.
  const towards = new Map<string, string | undefined>([[root.node, undefined]]);
  for (const name of towards.keys())
    for (const child of byName.get(name)?.children ?? [])
      if (!towards.has(child)) towards.set(child, name);
  const shown = new Set<string>([root.node]);
  for (const { node } of [...nodes].sort((a, b) => b.contribution - a.contribution || 0)) {
    const path: string[] = [];
    for (
      let at: string | undefined = node;
      at !== undefined && !shown.has(at);
      at = towards.get(at)
    )
      path.push(at);
    if (shown.size + path.length <= MOST_NODES) path.forEach((each) => shown.add(each));
  }
  return nodes.filter(({ node }) => shown.has(node));
}

interface Line {
  readonly text: string;
  readonly kind: string;
  readonly swatch?: string;
}

function linesOf(node: NodeExplanation, isLimiting: boolean): Line[] {
  const lines: Line[] = [
    { text: node.node, kind: 'p-ink p-bold' },
    { text: node.bounds, kind: 'p-ink' },
  ];
  if (node.width === -Infinity) lines.push({ text: 'exact', kind: 'p-muted' });
  else
    lines.push(
      {
        text: Number.isFinite(node.demand)
          ? `↓ wants ${powerText(node.demand)}`
          : '↓ wants nothing',
        kind: 'p-muted',
      },
      { text: `↑ has ${powerText(node.width)}`, kind: 'p-muted' },
    );
  if (isLimiting)
    lines.push({ text: `limits: ${percentText(node.share)} of the width`, kind: 'p-ink p-bold' });
  return lines;
}

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** @param width - the least; a wide graph takes more. */
export function graphPicture(run: Run, width: number): Picture {
  const { explanation } = run.of;
  const nodes = shownNodes(run);
  const left = explanation.nodes.length - nodes.length;
  const limiting = explanation.limiting?.node;
  const graph = new Graph({ multigraph: false });
  graph.setGraph({ rankdir: 'TB', nodesep: 22, ranksep: 52, marginx: MARGIN, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  const texts = new Map<string, Line[]>();
  const shown = new Set(nodes.map(({ node }) => node));
  for (const node of nodes) {
    const lines = linesOf(node, node.node === limiting).map((each) => ({
      ...each,
      text: fitted(each.text, MOST_TEXT),
    }));
    texts.set(node.node, lines);
    const wide = Math.max(
      ...lines.map(({ text, kind }) => textWidth(text) * (kind.includes('bold') ? 1.06 : 1)),
    );
    graph.setNode(node.node, { width: wide + 20, height: lines.length * LINE + 12 });
  }
  for (const { node, children } of nodes)
    for (const child of new Set(children)) if (shown.has(child)) graph.setEdge(node, child);
  layout(graph);
  const size = graph.graph() as { readonly width: number; readonly height: number };
  const whole = Math.max(width, size.width);
  const title = 'The graph: demand goes down, bounds go up';
  const subtitle = `${countText(explanation.nodes.length)} nodes${left > 0 ? `, of which ${countText(left)} that contribute less are left out` : ''}`;
  const head = heading(title, subtitle, width);
  const keys = legend(
    [
      { name: 'demand: the width that is wanted', swatch: 'line', colour: 1, dash: DEMAND_DASH },
      { name: 'bounds: the width that is proven', swatch: 'line', colour: 0 },
    ],
    head.height,
    width,
  );
  const top = head.height + keys.height + 8;
  const shift = (whole - size.width) / 2;
  const placed = (name: string): Placed => graph.node(name) as Placed;
  const edges = graph.edges().map(({ v, w }: { readonly v: string; readonly w: string }) => {
    const { points } = graph.edge(v, w) as { readonly points: readonly Point[] };
    const [from, to] = [placed(v), placed(w)];
    const inner = points.slice(1, -1);
    const start = { x: within(points[0]!.x, from), y: from.y + from.height / 2 };
    const end = { x: within(points.at(-1)!.x, to), y: to.y - to.height / 2 };
    return edge([start, ...inner, end]);
  });
  const boxes = nodes.map(({ node }) => {
    const { x, y, width: wide, height } = placed(node);
    const corner = { x: x - wide / 2, y: y - height / 2 };
    return element(
      'g',
      {},
      element('title', {}, node),
      element('rect', {
        ...corner,
        ...{ width: wide, height, rx: 6 },
        class: `p-card ${node === limiting ? 'p-stroke-1' : 'p-edge'}`,
        'stroke-width': node === limiting ? 3 : 1,
      }),
      ...texts
        .get(node)!
        .map(({ text, kind }, i) =>
          label(text, x, corner.y + 6 + LINE * (i + 0.78), { anchor: 'middle', size: FONT, kind }),
        ),
    );
  });
  return {
    width: whole,
    height: top + size.height + MARGIN,
    title,
    description: `${nodes
      .slice(-8)
      .reverse()
      .map(({ node, children }) =>
        children.length === 0
          ? `${node} is a leaf`
          : `${node} is computed from ${children.join(' and ')}`,
      )
      .join('; ')}.${limiting === undefined ? '' : ` ${limiting} limits the width.`}`,
    body: [
      ...head.markup,
      ...keys.markup,
      element(
        'g',
        { transform: `translate(${fixed(shift)} ${fixed(top)})` },
        ...edges.flat(),
        ...boxes,
      ),
    ],
  };
}

/** A point of an edge, away from the corners of its node. */
function within(x: number, { x: middle, width }: Placed): number {
  const room = Math.max(0, width / 2 - 14);
  return Math.min(middle + room, Math.max(middle - room, x));
}

/** Two lines from a parent to its child: demand, which points down, and bounds, which point up. */
function edge(points: readonly Point[]): Markup[] {
  const drawn = line<Point>()
    .x(({ x }) => x)
    .y(({ y }) => y)
    .curve(curveBasis)
    .digits(2);
  const [start, end] = [points[0]!, points.at(-1)!];
  const along = (by: number): string => drawn(points.map(({ x, y }) => ({ x: x + by, y }))) ?? '';
  const head = ({ x, y }: Point, by: number, down: number, colour: number): Markup =>
    element('path', {
      d: `M${fixed(x + by)} ${fixed(y)}l-4.5 ${fixed(-8 * down)}h9z`,
      class: `p-fill-${String(colour)}`,
    });
  return [
    element('path', {
      d: along(-APART),
      class: 'p-none p-stroke-1',
      'stroke-width': 1.75,
      'stroke-dasharray': DEMAND_DASH,
    }),
    element('path', { d: along(APART), class: 'p-none p-stroke-0', 'stroke-width': 1.75 }),
    head(end, -APART, 1, 1),
    head(start, APART, -1, 0),
  ];
}
