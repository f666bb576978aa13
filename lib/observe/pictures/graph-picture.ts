/**
 * The graph of values: demand goes down from the root to the leaves, bounds go up.
 */
import { curveBumpY, line } from 'd3-shape';
import type { TracedNode } from '../trace/longest-operations.js';
import { element } from './markup.js';
import { inLayers } from './layers.js';
import type { Edge, Layers, Point, Size } from './layers.js';
import type { Markup } from './markup.js';
import { BOLD, FONT, MARGIN, fitted, fixed, heading, label, legend, textWidth } from './frame.js';
import type { Picture } from './frame.js';
import { countOf, countText, percentText, powerText } from './run.js';
import type { Run } from './run.js';

/** Of a large graph so many nodes are drawn; fewer where these are too wide. */
const MOST_NODES = [30, 20, 15, 11, 8];
const LINE = 17;
const MOST_TEXT = 200;
/** A picture that is wider shows fewer nodes, unless more room was asked for. */
const MOST_WIDTH = 1240;
/** Half of the distance between the two lines of an edge. */
const APART = 5;
const DEMAND_DASH = '7 3';

/** Of a large graph the nodes that contribute most, each with a path to the root. */
export function shownNodes({ of, root }: Run, most = MOST_NODES[0]!): TracedNode[] {
  const { nodes } = of;
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
    if (shown.size + path.length <= most) path.forEach((each) => shown.add(each));
  }
  return nodes.filter(({ node }) => shown.has(node));
}

interface Line {
  readonly text: string;
  readonly kind: string;
}

/** A leaf that is exact: nothing goes down to it, and it stands as text in the boxes of its parents. */
function isExactLeaf({ children, width }: TracedNode): boolean {
  return children.length === 0 && width === -Infinity;
}

function linesOf(node: TracedNode, exact: readonly string[], isLimiting: boolean): Line[] {
  const lines: Line[] = [
    { text: node.node, kind: 'p-ink p-bold' },
    ...(exact.length === 0 ? [] : [{ text: `of ${exact.join(', ')}`, kind: 'p-ink' }]),
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

function sizeOf(lines: readonly Line[]): Size {
  const widths = lines.map(
    ({ text, kind }) => textWidth(text) * (kind.includes('bold') ? BOLD : 1),
  );
  return { width: Math.max(...widths) + 20, height: lines.length * LINE + 12 };
}

function edgesOf(nodes: readonly TracedNode[], numbers: ReadonlyMap<string, number>): Edge[] {
  return nodes.flatMap(({ children }, parent) =>
    [...new Set(children)].flatMap((name) => {
      const child = numbers.get(name);
      return child === undefined ? [] : [{ parent, child }];
    }),
  );
}

interface Layout {
  readonly nodes: readonly TracedNode[];
  readonly texts: readonly (readonly Line[])[];
  readonly size: Layers;
  /** How many nodes these are, with those that stand as text in the boxes of others. */
  readonly shown: number;
}

function laidOut(run: Run, most: number): Layout {
  const all = shownNodes(run, most);
  const exact = new Map(all.filter(isExactLeaf).map(({ node, bounds }) => [node, bounds]));
  exact.delete(run.root.node);
  const nodes = all.filter(({ node }) => !exact.has(node));
  const numbers = new Map(nodes.map(({ node }, i) => [node, i]));
  const texts = nodes.map((node) => {
    const inputs = node.children.flatMap((child) => exact.get(child) ?? []);
    return linesOf(node, inputs, node === run.of.limiting).map((each) => ({
      ...each,
      text: fitted(each.text, MOST_TEXT),
    }));
  });
  const size = inLayers(texts.map(sizeOf), edgesOf(nodes, numbers), MARGIN);
  return { nodes, texts, size, shown: all.length };
}

/** @param width - the least; a wide graph takes more. */
export function graphPicture(run: Run, width: number, hasTitle = true): Picture {
  const { of } = run;
  const limiting = of.limiting?.node;
  const room = Math.max(width, MOST_WIDTH);
  let layout = laidOut(run, MOST_NODES[0]!);
  for (const most of MOST_NODES.slice(1)) if (layout.size.width > room) layout = laidOut(run, most);
  const { nodes, texts, size } = layout;
  const left = of.nodes.length - layout.shown;
  const whole = Math.max(width, size.width);
  const title = 'The graph: demand goes down, bounds go up';
  const subtitle = `${countOf(of.nodes.length, 'node')}${left > 0 ? `, of which ${countText(left)} that contribute less are left out` : ''}`;
  const head = heading(hasTitle ? title : undefined, subtitle, width);
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
  const starts = spread(size, 'parent', 'child');
  const ends = spread(size, 'child', 'parent');
  const lines = size.edges.map(({ parent, child, inner }, i) => {
    const [from, to] = [size.boxes[parent]!, size.boxes[child]!];
    const start = { x: starts[i]!, y: from.y + from.height / 2 };
    const end = { x: ends[i]!, y: to.y - to.height / 2 };
    // Between neighbouring layers there is nothing to pass.
    return edge(inner.length > 1 ? [start, ...inner, end] : [start, end]);
  });
  const boxes = nodes.map(({ node }, k) => {
    const { x, y, width: wide, height } = size.boxes[k]!;
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
      ...texts[k]!.map(({ text, kind }, i) =>
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
        ...lines.flat(),
        ...boxes,
      ),
    ],
  };
}

/** Where edges meet their boxes on one side: evenly apart, in the order of the boxes at their other ends. */
function spread(
  { boxes, edges }: Layers,
  side: 'parent' | 'child',
  other: 'parent' | 'child',
): number[] {
  const met: number[] = [];
  for (const [number, { x, width }] of boxes.entries()) {
    const order = [...edges.keys()]
      .filter((i) => edges[i]![side] === number)
      .sort((a, b) => boxes[edges[a]![other]]!.x - boxes[edges[b]![other]]!.x);
    for (const [k, i] of order.entries())
      met[i] = x - width / 2 + (width * (k + 1)) / (order.length + 1);
  }
  return met;
}

/** Two lines from a parent to its child: demand, which points down, and bounds, which point up. */
function edge(points: readonly Point[]): Markup[] {
  const drawn = line<Point>()
    .x(({ x }) => x)
    .y(({ y }) => y)
    .curve(curveBumpY)
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
