/** Bits computed against bits needed: what lies beyond the tick was computed for nobody. */
import { scaleLinear } from 'd3-scale';
import type { TracedNode } from '../trace/longest-operations.js';
import { element } from './markup.js';
import type { Markup } from './markup.js';
import {
  LEADING,
  MARGIN,
  bottomAxis,
  fitted,
  heading,
  label,
  legend,
  textWidth,
  tick,
} from './frame.js';
import type { Entry, Picture } from './frame.js';
import { countText } from './run.js';
import type { Run } from './run.js';
import { OWN_COLOURS } from './style.js';

const ROW = 42;
const BAR = 14;
const MOST_ROWS = 20;

const WANTED: readonly Entry[] = [
  { name: 'computed and needed', swatch: 'fill', colour: 0 },
  { name: 'computed beyond that', swatch: 'fill', colour: 1 },
  { name: 'needed', swatch: 'tick' },
];

const UNWANTED: Entry = {
  name: 'computed, while no width follows from the goal',
  ...{ swatch: 'fill', colour: OWN_COLOURS },
};

/** Not before the bounds of the root are finite. */
function isWantedOf({ demand }: TracedNode): boolean {
  return Number.isFinite(demand);
}

/** The nodes that took steps, those that computed most first. */
export function computingNodes({ of }: Run): TracedNode[] {
  return of.nodes.filter(({ steps }) => steps > 0).sort((a, b) => b.bitsComputed - a.bitsComputed);
}

export function bitsPicture(run: Run, width: number, hasTitle = true): Picture {
  const nodes = computingNodes(run);
  const shown = nodes.slice(0, MOST_ROWS);
  const title = 'Bits computed, and bits needed';
  const left = nodes.length - shown.length;
  const subtitle =
    'per node that took steps; what is needed follows from the goal' +
    (left > 0 ? `; ${countText(left)} nodes with fewer bits are left out` : '');
  const head = heading(hasTitle ? title : undefined, subtitle, width);
  const top = head.height + 6;
  const bottom = top + Math.max(1, shown.length) * ROW + 4;
  const most = Math.max(64, ...shown.map((node) => Math.max(node.bitsComputed, node.bitsNeeded)));
  const scale = scaleLinear([0, most], [MARGIN + 4, width - MARGIN - 24]);
  const count = Math.max(2, Math.floor(width / 110));
  const body: Markup[] = [
    ...head.markup,
    ...bottomAxis(scale, scale.ticks(count), countText, [top, bottom]),
  ];
  for (const [row, node] of shown.entries()) {
    const y = top + row * ROW;
    const { bitsComputed, bitsNeeded } = node;
    const isWanted = isWantedOf(node);
    const numbers = isWanted
      ? `${countText(bitsComputed)} of ${countText(bitsNeeded)}`
      : countText(bitsComputed);
    const room = width - 2 * MARGIN - textWidth(numbers) - 16;
    const used = isWanted ? Math.min(bitsComputed, bitsNeeded) : 0;
    const bar = (from: number, to: number, colour: number): Markup =>
      element('rect', {
        ...{ x: scale(from), y: y + 22, width: scale(to) - scale(from), height: BAR },
        class: `p-fill-${String(colour)}`,
      });
    body.push(
      label(fitted(node.node, room), scale(0), y + 15),
      label(numbers, width - MARGIN, y + 15, { anchor: 'end', kind: 'p-muted' }),
    );
    if (used > 0) body.push(bar(0, used, 0));
    if (bitsComputed > used) body.push(bar(used, bitsComputed, isWanted ? 1 : OWN_COLOURS));
    if (isWanted) body.push(tick(scale(bitsNeeded), y + 20, BAR + 4));
  }
  const axisTitle = label(
    'bits from the magnitude of the value down',
    width / 2,
    bottom + 2 * LEADING + 2,
    {
      ...{ anchor: 'middle', kind: 'p-muted' },
    },
  );
  const keys = legend(
    [...(shown.some(isWantedOf) ? WANTED : []), ...(shown.every(isWantedOf) ? [] : [UNWANTED])],
    bottom + 2 * LEADING + 14,
    width,
  );
  return {
    width,
    height: bottom + 2 * LEADING + 14 + keys.height + MARGIN,
    title,
    description:
      nodes.length === 0
        ? 'No node took a step.'
        : `${shown
            .slice(0, 8)
            .map(
              ({ node, bitsComputed, bitsNeeded }) =>
                `${node} computed ${countText(bitsComputed)} bits of ${countText(bitsNeeded)} needed`,
            )
            .join('; ')}.`,
    body: [...body, axisTitle, ...keys.markup],
  };
}
