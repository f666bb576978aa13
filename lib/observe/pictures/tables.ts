/** What the pictures of a report show, as tables. */
import { computingNodes } from './bits-picture.js';
import { limitingCurves, rootCurve } from './digits-picture.js';
import type { Curve } from './digits-picture.js';
import { shownNodes } from './graph-picture.js';
import { element } from './markup.js';
import type { Markup } from './markup.js';
import { countText, percentText, powerText, timeText } from './run.js';
import type { Run } from './run.js';
import { laneUses, refinerTimes } from './schedule-picture.js';
import type { PictureName } from './options.js';

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A longer table keeps its last rows. */
const MOST_ROWS = 60;

export const TABLES: Readonly<Record<PictureName, (run: Run) => readonly Table[]>> = {
  digits: (run) => {
    const curves = [rootCurve(run), ...limitingCurves(run)];
    const moments = [...new Set(curves.flatMap(({ points }) => points.map(({ at }) => at)))];
    return [
      {
        columns: [
          'time',
          ...curves.map(({ name }, i) => (i === 0 ? `digits of ${name}` : `${name} alone allows`)),
        ],
        rows: moments
          .sort((a, b) => a - b)
          .map((at) => [
            timeText(at),
            ...curves.map((curve) => countText(Math.floor(digitsAt(curve, at)))),
          ]),
      },
    ];
  },
  schedule: (run) => [
    {
      columns: ['lane', 'leases', 'busy', 'share of the time'],
      rows: laneUses(run).map(({ name, spans, busy }) => [
        name,
        countText(spans.length),
        timeText(busy),
        percentText(busy / run.duration),
      ]),
    },
    {
      columns: ['refiner', 'leases', 'time'],
      rows: refinerTimes(run).map(({ refiner, leases, time }) => [
        refiner,
        countText(leases),
        timeText(time),
      ]),
    },
  ],
  bits: (run) => [
    {
      columns: ['node', 'bits computed', 'bits needed', 'steps'],
      rows: computingNodes(run).map((node) => [
        node.node,
        countText(node.bitsComputed),
        countText(node.bitsNeeded),
        countText(node.steps),
      ]),
    },
  ],
  graph: (run) => [
    {
      columns: [
        'node',
        'computed from',
        'bounds',
        'wanted width',
        'width',
        'share of the width of the root',
      ],
      rows: shownNodes(run)
        .map((node) => [
          node.node,
          node.children.join(', '),
          node.bounds,
          node.width === -Infinity ? 'exact' : powerText(node.demand),
          powerText(node.width),
          percentText(node.share),
        ])
        .reverse(),
    },
  ],
};

/** A table with its heads, in a box that scrolls where it is too wide. */
export function tableOf({ columns, rows }: Table): Markup {
  const shown = rows.slice(-MOST_ROWS);
  const left = rows.length - shown.length;
  return element(
    'div',
    { class: 'scrolls', tabindex: 0, role: 'group', 'aria-label': `table: ${columns.join(', ')}` },
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element('tr', {}, ...columns.map((each) => element('th', { scope: 'col' }, each))),
      ),
      element(
        'tbody',
        {},
        ...shown.map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, cell)))),
      ),
    ),
    ...(left > 0 ? [element('p', {}, `${countText(left)} earlier rows are left out.`)] : []),
  );
}

function digitsAt({ points }: Curve, at: number): number {
  return points.findLast((point) => point.at <= at)?.digits ?? 0;
}
