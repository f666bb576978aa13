/** The schedule as a Gantt chart: a lane per context, and in it what its refiners did and when. */
import { element } from './markup.js';
import type { Markup } from './markup.js';
import {
  FONT,
  LEADING,
  MARGIN,
  fitted,
  heading,
  label,
  legend,
  moment,
  ruled,
  textWidth,
  timeAxis,
} from './frame.js';
import type { Entry, Picture } from './frame.js';
import { countOf, countText, percentText, timeText } from './run.js';
import type { Run, Span } from './run.js';
import { OWN_COLOURS } from './style.js';

const ROW = 26;
const BAR = 18;
const MOST_LANES = 48;

export interface LaneUse {
  readonly lane: number;
  readonly name: string;
  readonly spans: readonly Span[];
  readonly busy: number;
}

/** The lanes in which something ran, with what ran there. */
export function laneUses({ spans, lanes }: Run): LaneUse[] {
  const byLane = new Map<number, Span[]>();
  for (const span of spans) {
    const known = byLane.get(span.lane) ?? [];
    known.push(span);
    byLane.set(span.lane, known);
  }
  return [...byLane]
    .sort(([a], [b]) => a - b)
    .map(([lane, ran]) => ({
      lane,
      name: lanes.get(lane) ?? `lane ${String(lane)}`,
      spans: ran.sort((a, b) => a.start - b.start),
      busy: ran.reduce((sum, { start, end }) => sum + (end - start), 0),
    }));
}

/** The time of each refiner, the longest first. */
export function refinerTimes({
  spans,
}: Run): { readonly refiner: string; readonly time: number; readonly leases: number }[] {
  const found = new Map<string, { refiner: string; time: number; leases: number }>();
  for (const { refiner, start, end } of spans) {
    const known = found.get(refiner) ?? { refiner, time: 0, leases: 0 };
    known.time += end - start;
    known.leases++;
    found.set(refiner, known);
  }
  return [...found.values()].sort((a, b) => b.time - a.time);
}

export function schedulePicture(run: Run, width: number, hasTitle = true): Picture {
  const { duration, marks } = run;
  const uses = laneUses(run);
  const shown = uses.slice(0, MOST_LANES);
  const refiners = refinerTimes(run).map(({ refiner }) => refiner);
  const colourOf = (refiner: string): number => Math.min(OWN_COLOURS, refiners.indexOf(refiner));
  const busy = uses.reduce((sum, use) => sum + use.busy, 0) / (duration * Math.max(1, uses.length));
  const title = 'Schedule: what ran where, and when';
  const leases = countOf(run.spans.length, 'lease');
  const lanes = countOf(uses.length, 'lane');
  const subtitle =
    `${leases} in ${lanes}, busy ${percentText(busy)} of the time` +
    (shown.length < uses.length ? `; ${countText(uses.length - shown.length)} lanes left out` : '');
  const head = heading(hasTitle ? title : undefined, subtitle, width);
  const room = Math.min(width * 0.28, 130);
  const left =
    MARGIN + Math.min(room, Math.max(30, ...shown.map(({ name }) => textWidth(name)))) + 10;
  const right = width - MARGIN - 8;
  const top = head.height + 10;
  const bottom = top + Math.max(1, shown.length) * ROW + 6;
  const axis = timeAxis(duration, [left, right], [top, bottom]);
  const body: Markup[] = [...head.markup, ...axis.markup];
  for (const [row, { lane, name, spans }] of shown.entries()) {
    const y = top + 4 + row * ROW;
    body.push(label(fitted(name, room), left - 10, y + BAR / 2 + 4.5, { anchor: 'end' }));
    if (row > 0) body.push(ruled(left, y - 4, right, y - 4));
    for (const box of boxesOf(spans, axis.scale)) body.push(bar(box, y, colourOf(box.refiner)));
    for (const mark of marks) if (mark.lane === lane) body.push(moment(axis.scale(mark.at), y + 6));
  }
  const entries: Entry[] = [
    ...refiners
      .slice(0, OWN_COLOURS)
      .map((name, colour): Entry => ({ name, swatch: 'fill', colour })),
    ...(refiners.length > OWN_COLOURS
      ? [
          {
            name: `${String(refiners.length - OWN_COLOURS)} others`,
            swatch: 'fill',
            colour: OWN_COLOURS,
          } as const,
        ]
      : []),
    ...(marks.length > 0
      ? [{ name: [...new Set(marks.map(({ name }) => name))].join(', '), swatch: 'mark' } as const]
      : []),
  ];
  const keys = legend(entries, bottom + 2 * LEADING + 14, width);
  return {
    width,
    height: bottom + 2 * LEADING + 14 + keys.height + MARGIN,
    title,
    description: `In ${timeText(duration)}: ${uses
      .slice(0, 8)
      .map(
        (use) =>
          `${use.name} ran ${countOf(use.spans.length, 'lease')} and was busy ${percentText(use.busy / duration)}`,
      )
      .join('; ')}.`,
    body: [...body, ...keys.markup],
  };
}

interface Box {
  readonly from: number;
  to: number;
  readonly refiner: string;
  readonly span: Span;
  count: number;
}

/**
 * Spans as boxes at least a pixel wide. Those that would lie within a quarter of a pixel of the last one join it, so
 * there are at most four per pixel, however many spans there are.
 */
function boxesOf(spans: readonly Span[], scale: (at: number) => number): Box[] {
  const boxes: Box[] = [];
  for (const span of spans) {
    const from = scale(span.start);
    const to = Math.max(from + 1, scale(span.end));
    const last = boxes.at(-1);
    const isHidden = last !== undefined && to <= last.to + 0.25;
    const isNext = last?.refiner === span.refiner && from - last.to < 0.75 && to - from < 2;
    if (last !== undefined && (isHidden || isNext)) {
      last.to = Math.max(last.to, to);
      last.count++;
    } else {
      boxes.push({ from, to, refiner: span.refiner, span, count: 1 });
    }
  }
  return boxes;
}

function bar({ from, to, refiner, span, count }: Box, y: number, colour: number): Markup {
  const wide = to - from;
  const told =
    count > 1
      ? `${countText(count)} leases, of ${refiner} and others`
      : `${span.name}: ${timeText(span.end - span.start)}, ${countText(span.bits)} bits, ${span.outcome}`;
  return element(
    'g',
    {},
    element('title', {}, told),
    element('rect', {
      ...{ x: from, y, width: wide, height: BAR, rx: Math.min(3, wide / 3) },
      ...{ class: `p-fill-${String(colour)}`, opacity: span.isOther ? 0.45 : undefined },
    }),
    ...(textWidth(refiner, FONT - 1) + 8 <= wide
      ? [
          label(refiner, from + wide / 2, y + BAR / 2 + 4.5, {
            anchor: 'middle',
            size: FONT - 1,
            kind: `p-on-${String(colour)}`,
          }),
        ]
      : []),
  );
}
