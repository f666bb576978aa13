/**
 * A report: one page that explains one run to somebody who was not there.
 *
 * Laws
 * 1. It is whole: it loads nothing, runs nothing, and says so in a policy that a browser enforces.
 * 2. It holds no path and no name of a host: contexts with names of their own are numbered, and an error that quotes
 *    what somebody else threw is named without its text.
 */
import { constantStyle, element, joined } from './markup.js';
import type { Content, Markup } from './markup.js';
import { countOf, countText, goalText, percentText, timeText } from './run.js';
import type { Run } from './run.js';
import { PICTURES, svgOf } from './sheet.js';
import type { PictureName } from './options.js';
import { answerText, meaning } from './shown-result.js';
import type { ShownResult } from './shown-result.js';
import { pictureStyle } from './style.js';
import { TABLES, tableOf } from './tables.js';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** On a page that is narrower than `BREAK` the narrow pictures stand in place of the wide ones. */
const WIDE = 720;
const NARROW = 330;

const PAGE_STYLE = `
:root{color-scheme:light dark}
body{margin:0;font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;background:#fff;color:#1b2128}
main,footer{max-width:760px;margin:0 auto;padding:16px 14px}
h1{font-size:1.5rem;line-height:1.25;margin:.6em 0 .4em;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2em 0 .3em}
pre,.answer{font-family:ui-monospace,SFMono-Regular,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f6f8;padding:10px 12px;border-radius:6px;margin:.5em 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:.8em 0}
dt{color:#566170}dd{margin:0;overflow-wrap:anywhere}
figure{margin:1em 0}
.scrolls{overflow-x:auto}
.graph svg{max-width:none}
.graph .wide{width:max-content;max-width:min(1240px,96vw);position:relative;left:50%;transform:translateX(-50%)}
table{border-collapse:collapse;font-size:.9rem;margin:.4em 0 1em}
th,td{text-align:left;padding:3px 14px 3px 0;border-bottom:1px solid #d5dbe1;vertical-align:top}
summary{cursor:pointer;color:#254dd6}
footer{color:#566170;font-size:.9rem}
.narrow{display:none}
@media (max-width:700px){.narrow{display:block}.wide{display:none}dl{grid-template-columns:1fr}dd{margin-bottom:.4em}}
@media (prefers-color-scheme:dark){body{background:#14181d;color:#e8edf2}pre,.answer{background:#1f262e}dt,footer{color:#a3aebb}th,td{border-color:#38424d}summary{color:#8ec2f8}}
`;

const HOW_TO_READ: Readonly<Record<PictureName, string>> = {
  digits:
    'The thick line is the number of decimal digits that the bounds of the value proved at each moment. A thin line is the number that the width of one part allows by itself; the lowest of them holds the value back.',
  schedule:
    'Each row is a place where steps run: the calling thread (inline), a thread, a process. Each box is a piece of work given to it, coloured by its method.',
  bits: 'Each bar is the longest number that a part was computed to; the tick is what the goal needed of it. What lies beyond the tick was computed for nobody.',
  graph:
    'Each box is a value, made from those below it. Demand, the width that is wanted, goes down; bounds, the width that is proven, go up. Widths are powers of two. The box with the thick edge contributes most to the width of the whole.',
};

/** What a report says besides what the trace holds. */
export interface ReportTexts {
  readonly title: string | undefined;
  readonly result: ShownResult | undefined;
}

export function reportPage(traced: Run, { title, result }: ReportTexts): string {
  const run: Run = { ...traced, lanes: namelessLanes(traced.lanes) };
  const asked = title ?? run.root.node;
  const heading = `How ${Array.from(asked).length > 60 ? 'a value' : asked} was computed`;
  const page = element(
    'html',
    { lang: 'en' },
    element(
      'head',
      {},
      element('meta', { charset: 'utf-8' }),
      element('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
      element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      element('title', {}, heading),
      element('style', {}, constantStyle(PAGE_STYLE), pictureStyle('auto')),
    ),
    element(
      'body',
      {},
      element(
        'main',
        {},
        element('h1', {}, heading),
        element('pre', {}, asked),
        element('p', {}, summary(run)),
        ...answer(result),
        facts(run),
        ...(Object.keys(PICTURES) as PictureName[]).map((name) => section(name, run)),
      ),
      element(
        'footer',
        {},
        'Written by Pincer. This page is whole: it loads nothing and runs nothing.',
      ),
    ),
  );
  return `<!doctype html>\n${String(page)}\n`;
}

const ENDS: Readonly<Record<Run['of']['status'], string>> = {
  met: 'It was met',
  partial: 'It ended with the best bounds so far',
  undecided: 'It ended undecided',
  error: 'It ended in an error',
};

function summary({ of, duration, spans, lanes, root, digits }: Run): string {
  const { limiting, goal, status, reason } = of;
  const places = new Set(spans.map(({ lane }) => lanes.get(lane))).size;
  const ended = `${ENDS[status]} after ${timeText(duration)}${reason === null ? '' : ` (${reason})`}.`;
  const known =
    status === 'error'
      ? ''
      : `The value lies in ${root.bounds}; digits proven: ${countText(Math.floor(digits.at(-1)!.digits))}. `;
  return (
    `The goal was: ${goalText(goal)}. ${ended} ${known}` +
    `${countText(spans.length)} leases, which are pieces of work, ran in ${countOf(places, 'place')}.` +
    (limiting === undefined
      ? ' Nothing is left to narrow.'
      : ` What is left of its width comes mostly from ${limiting.node}, ${percentText(limiting.share)} of it.`)
  );
}

function answer(result: ShownResult | undefined): Markup[] {
  return result === undefined
    ? []
    : [
        element('h2', {}, 'The answer'),
        element('p', { class: 'answer' }, answerText(result)),
        element('p', {}, meaning(result)),
      ];
}

function facts({ of, duration, spans, dropped, marks }: Run): Markup {
  const rows: [string, string][] = [
    ['goal', goalText(of.goal)],
    ['status', of.status + (of.reason === null ? '' : `, ${of.reason}`)],
    ['time', timeText(duration)],
    ['nodes', countText(of.nodes.length)],
    ['pieces of work', countText(spans.length)],
    ...(marks.length > 0
      ? ([['lost, hedged or preempted', countText(marks.length)]] as [string, string][])
      : []),
    ...(dropped > 0
      ? ([['events left out, as the trace was full', countText(dropped)]] as [string, string][])
      : []),
  ];
  return element(
    'dl',
    {},
    ...rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
  );
}

function section(name: PictureName, run: Run): Markup {
  const wide = PICTURES[name](run, WIDE, false);
  const narrow = PICTURES[name](run, NARROW, false);
  const drawn = (content: Content, kind: string): Markup =>
    // Nobody reaches a box that scrolls without a pointer unless it takes the focus.
    element(
      'div',
      { class: `scrolls ${kind}`, tabindex: 0, role: 'group', 'aria-label': wide.title },
      content,
    );
  return element(
    'section',
    { class: name },
    element('h2', {}, wide.title),
    element('p', {}, HOW_TO_READ[name]),
    element(
      'figure',
      {},
      drawn(svgOf(wide, 'auto', false), 'wide'),
      drawn(svgOf(narrow, 'auto', false), 'narrow'),
    ),
    element(
      'details',
      {},
      element('summary', {}, 'The same as a table'),
      joined(TABLES[name](run).map(tableOf)),
    ),
  );
}

/** Names that a program gives its contexts may be those of hosts. */
function namelessLanes(lanes: ReadonlyMap<number, string>): Map<number, string> {
  const own = [
    ...new Set([...lanes.values()].map(withoutNumber).filter((name) => !KNOWN.test(name))),
  ];
  return new Map(
    [...lanes].map(([lane, name]) => {
      const at = own.indexOf(withoutNumber(name));
      return [
        lane,
        at < 0 ? name : `context ${String(at + 1)}${/ \(\d+\)$/.exec(name)?.[0] ?? ''}`,
      ];
    }),
  );
}

const KNOWN = /^(inline|sources|(thread|process|isolate) \d+)$/;

/** A lane beside the first one of a context has a number behind its name. */
function withoutNumber(name: string): string {
  return name.replace(/ \(\d+\)$/, '');
}
