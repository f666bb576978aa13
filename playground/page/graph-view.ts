/**
 * The graph as a picture and as a table: one card per node, whose digits and bar are those of its published bounds.
 *
 * Laws
 * 1. A card shows bounds that a frame brought, and the last of them.
 * 2. The table says the same as the picture, in words.
 */
import type { DrawnNode, LeaseMark, NodeBounds, Report } from '../protocol.js';
import { byId, counted, grouped, html, setAll, svg, write } from './dom.js';
import type { Layout } from './layout.js';

interface Card {
  readonly group: SVGGElement;
  readonly value: SVGTextElement;
  readonly count: SVGTextElement;
  readonly bar: SVGRectElement;
}

interface Row {
  readonly count: HTMLTableCellElement;
  readonly value: HTMLTableCellElement;
}

type DrawnGraph = Extract<Report, { type: 'graph' }>;

const PADDING = 10;
/** Of a card; the table has the whole label. */
const LONGEST_LABEL = 9;
/** Below this size the letters of a card are too small to read; the picture scrolls instead. */
const LEAST_SCALE = 0.62;

export class GraphView {
  readonly #drawing = byId('drawing');
  readonly #body = byId<HTMLTableElement>('nodes').tBodies[0]!;
  #cards = new Map<number, Card>();
  #rows = new Map<number, Row>();
  #bounds = new Map<number, NodeBounds>();
  #leased = new Map<number, number>();
  #digits = 1;
  #run = 0;
  #undrawn: Omit<DrawnGraph, 'type' | 'run'> | undefined;

  /** Shows another graph, of which nothing is known yet. */
  begin({ run, nodes, hidden, root }: DrawnGraph): void {
    this.#run = run;
    this.#cards = new Map();
    this.#bounds = new Map();
    this.#leased = new Map();
    this.#list(nodes, hidden);
    this.#undrawn = { nodes, hidden, root };
  }

  /** @param digits - the number of digits at which a bar is full. */
  show(changes: readonly NodeBounds[], leases: readonly LeaseMark[], digits: number): void {
    for (const change of changes) this.#bounds.set(change.id, change);
    // The layout is loaded once the first digits are on the screen.
    if (this.#undrawn !== undefined) void this.#draw(this.#undrawn);
    this.#undrawn = undefined;
    const redrawn = digits === this.#digits ? changes : [...this.#bounds.values()];
    this.#digits = digits;
    for (const bounds of redrawn) this.#update(bounds);
    const touched = new Set<number>();
    for (const { node, to } of leases) {
      const before = this.#leased.get(node) ?? 0;
      if (to === undefined) this.#leased.set(node, before + 1);
      else this.#leased.set(node, Math.max(0, before - 1));
      touched.add(node);
    }
    for (const node of touched)
      this.#cards.get(node)?.group.classList.toggle('leased', this.#leased.get(node)! > 0);
  }

  async #draw({ nodes, hidden, root }: Omit<DrawnGraph, 'type' | 'run'>): Promise<void> {
    const run = this.#run;
    const { layOut, CARD } = await import('./layout.js');
    if (run !== this.#run) return;
    const layout = layOut(nodes);
    const picture = svg('svg', {
      viewBox: `0 0 ${String(layout.width)} ${String(layout.height)}`,
      role: 'img',
    });
    picture.style.width = `${String(layout.width)}px`;
    picture.style.minWidth = `${String(Math.min(layout.width, layout.width * LEAST_SCALE))}px`;
    const title = svg('title');
    title.textContent = `Graph of ${counted(nodes.length, 'node')}; the table below says the same`;
    picture.append(title, ...layout.edges.map(edge));
    for (const node of nodes) {
      const card = this.#card(node, layout, CARD);
      this.#cards.set(node.id, card);
      picture.append(card.group);
      card.group.classList.toggle('leased', (this.#leased.get(node.id) ?? 0) > 0);
    }
    this.#drawing.replaceChildren(picture);
    // Where the picture is wider than its place, the root is in the middle of what is seen.
    const middle = layout.cards.get(root)!.x / layout.width;
    this.#drawing.scrollLeft = middle * picture.clientWidth - this.#drawing.clientWidth / 2;
    if (hidden > 0)
      this.#drawing.append(
        html('p', `${counted(hidden, 'node')} more are computed and not drawn.`),
      );
    for (const bounds of this.#bounds.values()) this.#update(bounds);
  }

  #card(
    { id, label, steps, children }: DrawnNode,
    { cards }: Layout,
    { width, height }: { readonly width: number; readonly height: number },
  ): Card {
    const { x, y } = cards.get(id)!;
    const kind = steps ? 'steps' : children.length === 0 ? 'exact' : 'follows';
    const group = svg('g', {
      class: `node ${kind}`,
      transform: `translate(${String(x - width / 2)} ${String(y - height / 2)})`,
    });
    const name = svg('text', { class: 'label', x: PADDING, y: 20 });
    name.textContent =
      label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label;
    const count = svg('text', { class: 'count', x: width - PADDING, y: 20, 'text-anchor': 'end' });
    const value = svg('text', { class: 'value', x: PADDING, y: 41 });
    value.textContent = '?';
    const bar = svg('rect', { class: 'bar', x: PADDING, y: 49, width: 0, height: 5, rx: 2.5 });
    group.append(
      svg('rect', { class: 'card', width, height, rx: 9 }),
      name,
      count,
      value,
      svg('rect', {
        class: 'groove',
        x: PADDING,
        y: 49,
        width: barWidth(width),
        height: 5,
        rx: 2.5,
      }),
      bar,
    );
    return { group, value, count, bar };
  }

  #list(nodes: readonly DrawnNode[], hidden: number): void {
    const byNumber = new Map(nodes.map((node) => [node.id, node]));
    const nameOf = (id: number): string => `${byNumber.get(id)!.label} #${String(id)}`;
    this.#rows = new Map();
    const rows = nodes.map(({ id, children }) => {
      const row = html('tr');
      const name = html('th', nameOf(id));
      name.scope = 'row';
      const count = html('td', '0');
      const value = html('td', '?', 'number');
      row.append(name, html('td', children.map(nameOf).join(', ')), count, value);
      this.#rows.set(id, { count, value });
      return row;
    });
    this.#body.replaceChildren(...rows);
    if (hidden === 0) return;
    const row = html('tr');
    const cell = html('td', `and ${counted(hidden, 'node')} more`);
    cell.colSpan = 4;
    row.append(cell);
    this.#body.append(row);
  }

  #update({ id, text, digits }: NodeBounds): void {
    const exact = digits === Infinity;
    const row = this.#rows.get(id);
    if (row !== undefined) {
      write(row.count, exact ? 'exact' : String(digits));
      write(row.value, text);
    }
    const card = this.#cards.get(id);
    if (card === undefined) return;
    write(card.value, text);
    write(card.count, exact ? 'exact' : digits === 0 ? '' : grouped(digits));
    const part = exact ? 1 : Math.min(1, digits / this.#digits);
    const width = barWidth(Number(card.group.firstElementChild!.getAttribute('width')));
    setAll(card.bar, { width: (part * width).toFixed(1) });
    card.group.classList.toggle('full', part === 1);
  }
}

function barWidth(card: number): number {
  return card - 2 * PADDING;
}

function edge(points: Layout['edges'][number]): SVGPathElement {
  const d = points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`);
  return svg('path', { class: 'edge', d: d.join('') });
}
