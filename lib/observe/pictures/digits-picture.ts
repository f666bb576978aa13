/**
 * Digits proven over time. The bounds of the root are about as wide as all contributions together, so beside its digits
 * stand those that one node alone would allow: the node whose line is lowest limits the root.
 */
import { scaleLinear, scaleLog } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import type { TracedNode } from '../trace/longest-operations.js';
import { element } from './markup.js';
import {
  FONT,
  LEADING,
  MARGIN,
  fixed,
  heading,
  label,
  legend,
  ruled,
  textWidth,
  timeAxis,
} from './frame.js';
import type { Entry, Picture, Scale } from './frame.js';
import { countOf, countText, goalText, timeText } from './run.js';
import type { Narrowing, Run } from './run.js';
import { DASHES } from './style.js';

export interface Curve {
  readonly name: string;
  readonly points: readonly { readonly at: number; readonly digits: number }[];
}

const DIGITS_PER_BIT = Math.log10(2);
/** So many nodes are drawn beside the root. */
const MOST_NODES = 4;
/** A larger number of digits is drawn on a logarithmic scale: steps multiply them. */
const MOST_LINEAR = 200;

/** The nodes that limited the root at some moment, those that did for the longest time first. */
export function limitingCurves(run: Run): Curve[] {
  const { of, root, narrowings, duration } = run;
  const curves = of.nodes
    .filter(({ node, contribution }) => node !== root.node && contribution > -Infinity)
    .map((node) => ({ name: node.node, points: allowed(run, node, narrowings.get(node.node)) }))
    .filter(({ points }) => points.length > 0);
  // Between two moments at which a node narrowed nothing changes.
  const moments = [...new Set(curves.flatMap(({ points }) => points.map(({ at }) => at)))].sort(
    (a, b) => a - b,
  );
  const times = new Map<Curve, number>();
  const next = curves.map(() => 0);
  for (const [i, at] of moments.entries()) {
    let lowest: { readonly curve: Curve; readonly digits: number } | undefined;
    for (const [k, curve] of curves.entries()) {
      const { points } = curve;
      while ((points[next[k]! + 1]?.at ?? Infinity) <= at) next[k]!++;
      const { digits } = points[next[k]!]!;
      if (digits < (lowest?.digits ?? Infinity)) lowest = { curve, digits };
    }
    const lasted = (moments[i + 1] ?? duration) - at;
    if (lowest !== undefined) times.set(lowest.curve, (times.get(lowest.curve) ?? 0) + lasted);
  }
  const limiting = of.limiting?.node;
  const last = curves.find(({ name }) => name === limiting);
  if (last !== undefined && !times.has(last)) times.set(last, 0);
  return [...times.keys()].sort((a, b) => times.get(b)! - times.get(a)!).slice(0, MOST_NODES);
}

/** The digits of the root that one node allows by itself. */
function allowed(
  { of, duration }: Run,
  { sensitivity, contribution }: TracedNode,
  steps: readonly Narrowing[] | undefined,
): Curve['points'] {
  const digitsOf = (log: number): number => Math.max(0, (of.magnitude - log) * DIGITS_PER_BIT);
  if (steps === undefined) {
    // A datum, or the rounding of a combinator.
    const digits = digitsOf(contribution);
    return Number.isFinite(digits)
      ? [
          { at: 0, digits },
          { at: duration, digits },
        ]
      : [];
  }
  const points = steps
    .map(({ at, width }) => ({ at, digits: digitsOf(sensitivity + width) }))
    .filter(({ digits }) => Number.isFinite(digits));
  return [{ at: 0, digits: 0 }, ...points, { at: duration, digits: points.at(-1)?.digits ?? 0 }];
}

/** The digits of the root as they were proven. */
export function rootCurve({ root, digits, duration }: Run): Curve {
  return { name: root.node, points: [...digits, { at: duration, digits: digits.at(-1)!.digits }] };
}

export function digitsPicture(run: Run, width: number, hasTitle = true): Picture {
  const { of, duration } = run;
  const root = rootCurve(run);
  const nodes = limitingCurves(run);
  const proven = root.points.at(-1)!.digits;
  const wanted = (of.magnitude - allowanceOf(run)) * DIGITS_PER_BIT;
  const goal = Number.isFinite(wanted) && wanted > 0 ? wanted : undefined;
  const most = Math.max(
    1,
    goal ?? 0,
    ...[root, ...nodes].flatMap(({ points }) => points.map(({ digits }) => digits)),
  );
  const isLog = most > MOST_LINEAR;
  const title = 'Digits proven over time';
  const subtitle = `${countOf(Math.floor(proven), 'digit')} after ${timeText(duration)}${nodes.length === 0 ? '' : '; the lowest thin line limits'}${isLog ? ' (logarithmic scale)' : ''}`;
  const head = heading(hasTitle ? title : undefined, subtitle, width);
  const top = head.height + LEADING + 6;
  const bottom = top + Math.min(260, Math.max(180, width * 0.42));
  const scale: Scale = isLog
    ? scaleLog([1, most * 1.3], [bottom, top])
    : scaleLinear([0, most * 1.08], [bottom, top]);
  const y = (digits: number): number => scale(isLog ? Math.max(1, digits) : digits);
  const ticks = isLog
    ? scale.ticks(4).filter((value) => Number.isInteger(Math.log10(value)))
    : scale.ticks(5).filter(Number.isInteger);
  const left = MARGIN + Math.max(...ticks.map((value) => textWidth(countText(value)))) + 8;
  const right = width - MARGIN - 8;
  const axis = timeAxis(duration, [left, right], [top, bottom]);
  const drawn = line<{ readonly at: number; readonly digits: number }>()
    .x(({ at }) => axis.scale(at))
    .y(({ digits }) => y(digits))
    .curve(curveStepAfter)
    .digits(2);
  const curve = ({ points }: Curve, i: number): ReturnType<typeof element> =>
    element('path', {
      d: drawn(thinned(points, (right - left) / duration)) ?? '',
      class: `p-none ${i < 0 ? 'p-strong' : `p-stroke-${String(i)}`}`,
      'stroke-width': i < 0 ? 3 : 2,
      'stroke-dasharray': i < 0 ? undefined : DASHES[i],
      'stroke-linejoin': 'round',
    });
  const entries: Entry[] = [
    { name: `${root.name}, the value asked for`, swatch: 'line', isBold: true },
    ...nodes.map(({ name }, i): Entry => ({
      name: `what ${name} alone allows`,
      swatch: 'line',
      colour: i,
      dash: DASHES[i],
    })),
  ];
  const keys = legend(entries, bottom + 2 * LEADING + 14, width);
  const isGoalAbove = goal !== undefined && y(goal) - top > LEADING;
  return {
    width,
    height: bottom + 2 * LEADING + 14 + keys.height + MARGIN,
    title,
    description: `${root.name} had ${countOf(Math.floor(proven), 'decimal digit')} proven after ${timeText(duration)}, of ${goalText(of.goal)} asked for.${
      nodes.length === 0 ? '' : ` It was limited by ${nodes.map(({ name }) => name).join(', ')}.`
    }`,
    body: [
      ...head.markup,
      label('decimal digits', MARGIN, top - 9, { kind: 'p-muted' }),
      ...ticks.map((value) => ruled(left, y(value), right, y(value))),
      ...ticks.map((value) => label(countText(value), left - 7, y(value) + 4.5, { anchor: 'end' })),
      ...axis.markup,
      ...(goal === undefined
        ? []
        : [
            element('path', {
              d: `M${fixed(left)} ${fixed(y(goal))}H${fixed(right)}`,
              ...{ class: 'p-edge', 'stroke-width': 1.5, 'stroke-dasharray': '3 4' },
            }),
            label('goal', left + 6, y(goal) + (isGoalAbove ? -5 : FONT + 3), { kind: 'p-muted' }),
          ]),
      ...nodes.map(curve),
      curve(root, -1),
      ...keys.markup,
    ],
  };
}

/** Log2 of the width that the goal permits. */
function allowanceOf({ of }: Run): number {
  return of.allowance;
}

/** Of points that fall on one pixel the last one. */
function thinned(points: Curve['points'], pixels: number): Curve['points'] {
  const kept: Curve['points'][number][] = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (last !== undefined && kept.length > 1 && (point.at - last.at) * pixels < 0.5) kept.pop();
    kept.push(point);
  }
  return kept;
}
