import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  createSession,
  exp,
  expression,
  knownWithin,
  ln,
  pi,
  real,
  sin,
  sqrt,
  Real,
} from '#lib/index.js';
import type { Goal, SessionOptions } from '#lib/index.js';
import { displayed, displayInNotebooks, pictureElement, plot, recordTrace } from '#lib/observe.js';
import type { PictureName, Trace } from '#lib/observe.js';
import { limitingCurves, rootCurve } from '#lib/observe/pictures/digits-picture.js';
import { shownNodes } from '#lib/observe/pictures/graph-picture.js';
import { element, escapedAttribute, escapedText } from '#lib/observe/pictures/markup.js';
import { runOf } from '#lib/observe/pictures/run.js';
import type { Span } from '#lib/observe/pictures/run.js';
import { schedulePicture } from '#lib/observe/pictures/schedule-picture.js';
import { THEMES } from '#lib/observe/pictures/style.js';
import { refined } from '#lib/refiner.js';
import { brokenMarkup } from '#spec/support/markup-rules.js';
import { leaper } from '#spec/support/refiners.js';

const NAMES: readonly PictureName[] = ['digits', 'schedule', 'bits', 'graph'];

async function traced(value: Real, goal: Goal, options: SessionOptions = {}): Promise<Trace> {
  await using session = createSession(options);
  if (options.workers !== undefined) await session.start();
  const trace = recordTrace(session);
  await value.refine(goal, { session, budget: { separationBits: 200 } });
  trace.stop();
  return trace;
}

const sum = (terms: number): Real =>
  Array.from({ length: terms }, (_, i) => sqrt(i + 2)).reduce((a, b) => a.add(b));

/** Threads take a while to start. */
let onThreads: Promise<Trace>;
beforeAll(() => {
  onThreads = traced(
    sin(exp(sqrt(2)))
      .multiply(pi)
      .add(ln(3)),
    { digits: 2000 },
    { workers: 2 },
  );
});

/** Each of them would break a picture that was made for the first one alone. */
const RUNS: readonly (readonly [string, () => Promise<Trace>])[] = [
  ['threads', () => onThreads],
  ['one leaf', () => traced(pi.multiply(1), { digits: 40 })],
  ['the deterministic mode', () => traced(sin(sqrt(2)), { digits: 300 }, { deterministic: true })],
  ['many terms', () => traced(sum(60), { digits: 50 })],
  [
    'a sign that stays undecided',
    () => traced(sin(2).subtract(sin(1).multiply(real(1).cos()).multiply(2)), { sign: true }),
  ],
  ['a datum', () => traced(real.between('1.2', '1.3').sin(), { digits: 30 })],
  [
    'bounds without a magnitude',
    () => traced(expression('1/(sin(3)^2+cos(3)^2-1)'), { digits: 5 }),
  ],
];

describe('pictures', () => {
  it.each(RUNS)('are whole, with a title and a description: %s', async (_, run) => {
    const trace = await run();
    for (const width of [280, 640])
      for (const picture of [...NAMES, undefined]) {
        const svg = await plot(trace, { picture, width });
        expect(brokenMarkup(svg)).toEqual([]);
        expect(svg).toMatch(
          /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 \d+ \d+" [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/,
        );
        expect(svg).not.toMatch(/NaN|href|url\(|<image|<script| on[a-z]+=/);
      }
  });

  it('draw no node above the digits of the root: what one node allows is never less than what all of them prove', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 50 }),
        fc.integer({ min: 20, max: 900 }),
        async (k, digits) => {
          const run = runOf(
            await traced(
              sin(exp(sqrt(k).divide(7)))
                .multiply(pi)
                .add(ln(k)),
              { digits },
            ),
            'spec',
          );
          const root = rootCurve(run);
          const curves = limitingCurves(run);
          expect(curves.length).toBeGreaterThan(0);
          expect(root.points.at(-1)!.digits).toBeGreaterThanOrEqual(digits - 1);
          for (const { points } of curves)
            // At the end: sensitivities are those of the last bounds.
            expect(points.at(-1)!.digits).toBeGreaterThanOrEqual(root.points.at(-1)!.digits - 0.01);
          const limiting = run.of.limiting!.node;
          if (limiting !== run.root.node)
            expect(curves.map(({ name }) => name)).toContain(limiting);
        },
      ),
      { numRuns: 6 },
    );
  });

  it('show each lease in its lane, and the bits that it computed', async () => {
    const trace = await onThreads;
    const run = runOf(trace, 'spec');
    const spans = [...trace.events()].filter(({ ph }) => ph === 'X');
    expect(run.spans.map(({ name }) => name)).toEqual(spans.map(({ name }) => name));
    for (const { start, end } of run.spans) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(run.duration);
    }
    const bits = new Map(run.of.nodes.map(({ node, bitsComputed }) => [node, bitsComputed]));
    for (const [node, most] of bits) {
      const computed = run.spans.filter(({ name }) => name === node).map((span) => span.bits);
      expect(Math.max(0, ...computed)).toBe(most);
    }
  });

  it('leave out what contributes least of a large graph, and no node without a path to the root', async () => {
    const run = runOf(await traced(sum(60), { digits: 50 }), 'spec');
    const shown = shownNodes(run);
    expect(run.of.nodes.length).toBeGreaterThan(60);
    expect(shown.length).toBeLessThanOrEqual(30);
    const children = new Set(shown.flatMap((node) => node.children));
    for (const { node } of shown) expect(node === run.root.node || children.has(node)).toBe(true);
  });

  it('stay small, however many leases there are', async () => {
    const run = runOf(await traced(sqrt(2), { digits: 40 }), 'spec');
    const spans = Array.from({ length: 50_000 }, (_, i): Span => {
      const start = (i / 50_000) * run.duration;
      const end = start + run.duration / 60_000;
      return { ...run.spans[0]!, start, end, refiner: i % 2 === 0 ? 'sin' : 'cos' };
    });
    const { width, body } = schedulePicture({ ...run, spans }, 640);
    expect(body.join('').match(/<rect/g)!.length).toBeLessThan(4 * width);
    const { body: apart } = schedulePicture(
      { ...run, spans: spans.filter((_, i) => i % 5000 === 0) },
      640,
    );
    expect(apart.join('').match(/<rect/g)!.length).toBeGreaterThan(10);
  });

  it('are of the longest operation, or of the one that is asked for', async () => {
    await using session = createSession();
    const trace = recordTrace(session);
    for (let i = 0; i < 40; i++) await sqrt(i + 2).refine({ digits: 20 + i }, { session });
    await sin(exp(pi)).refine({ digits: 4000 }, { session });
    await sqrt(77).refine({ digits: 20 }, { session });
    const { operations } = trace;
    expect(operations.length).toBe(32);
    const lengths = operations.map(({ admitted, settled }) => settled - admitted);
    expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
    expect(await plot(trace, { picture: 'digits' })).toContain('sin#');
    const { operation } = operations[3]!;
    expect(await plot(trace, { picture: 'digits', operation })).not.toContain('sin#');
    await expect(plot(trace, { operation: 999 })).rejects.toThrow(
      /^plot: operation 999 is not among the longest/,
    );
  });

  it('are of no more values than can be explained while a session goes on, and of runs that were stopped', async () => {
    const many = Array.from({ length: 2100 }, (_, i) => real(i + 2).sqrt());
    for (const [terms, isDrawn] of [
      [many.slice(0, 600), true],
      [many, false],
    ] as const) {
      await using session = createSession();
      const trace = recordTrace(session);
      const { status } = await terms
        .reduce((a, b) => a.add(b))
        .refine({ digits: 100_000 }, { session, budget: { steps: 50 } });
      expect(status).toBe('partial');
      expect(trace.operations.length > 0).toBe(isDrawn);
      if (isDrawn) expect(brokenMarkup(await plot(trace))).toEqual([]);
      else await expect(plot(trace)).rejects.toThrow('has at most 2,000 nodes');
    }
  });

  it('refuse what cannot be drawn', async () => {
    await using session = createSession();
    const trace = recordTrace(session);
    await expect(plot(trace)).rejects.toThrow('plot: the trace holds no operation that has ended');
    await expect(plot(trace, { width: 10 })).rejects.toThrow(
      'plot: width must be from 280 to 4000, got 10',
    );
    await expect(plot(trace, { picture: 'toString' as never })).rejects.toThrow(
      'plot: picture must be digits, schedule, bits, graph, got toString',
    );
    await expect(plot(trace, { theme: '"' as never })).rejects.toThrow(
      'plot: theme must be auto, light or dark, got "',
    );
    await expect(pictureElement(trace)).rejects.toThrow('pictureElement: there is no page here');
  });

  it('follow a theme, or whoever looks at them', async () => {
    const trace = await traced(sqrt(2), { digits: 40 });
    expect(await plot(trace)).toContain('@media (prefers-color-scheme:dark)');
    for (const theme of ['light', 'dark'] as const) {
      const svg = await plot(trace, { theme });
      expect(svg).not.toContain('@media');
      expect(svg).toContain(THEMES[theme].background);
    }
  });
});

describe('what notebooks show', () => {
  const shownBy = async (value: object): Promise<Record<string, string>> =>
    await (value as Record<symbol, () => Promise<Record<string, string>>>)[
      Symbol.for('Jupyter.display')
    ]!();

  it('is a table for a result, and pictures for a trace', async () => {
    await using session = createSession();
    const trace = recordTrace(session);
    const result = await sin(sqrt(2)).refine({ digits: 3000 }, { session });
    const ofResult = await shownBy(displayed(result));
    expect(ofResult['text/plain']).toBe(String(result));
    expect(ofResult['text/html']).toContain(result.digits!.slice(0, 900));
    expect(ofResult['text/html']).toContain('(2,002 more characters)');
    expect(brokenMarkup(ofResult['text/html']!)).toEqual([]);
    const ofTrace = await shownBy(displayed(trace, { picture: 'graph' }));
    expect(ofTrace['text/plain']).toMatch(/^Trace\(\d+ events\)$/);
    expect(ofTrace['image/svg+xml']).toBe(await plot(trace, { picture: 'graph' }));
    const failed = real(1).divide(0).refineSync({ digits: 5 });
    expect((await displayed(failed).media())['text/html']).toContain('DivisionByZeroError');
  });

  it('is so for values themselves once they are told to be shown', async () => {
    const x = sin(sqrt(2));
    await expect(shownBy(x)).rejects.toThrow(TypeError);
    displayInNotebooks();
    displayInNotebooks();
    const result = x.refineSync({ digits: 20 });
    const table = (await displayed(result).media())['text/html'];
    expect((await shownBy(x))['text/html']).toBe(table);
    expect((await shownBy(result))['text/html']).toBe(table);
    expect((await shownBy(result.bounds))['text/html']).toContain(String(result.bounds));
    expect((await shownBy(real(1).divide(0)))['text/html']).toContain('DivisionByZeroError');
    await using session = createSession();
    const trace = recordTrace(session);
    sqrt(2).refineSync({ digits: 30 }, { session });
    expect((await shownBy(trace))['image/svg+xml']).toContain('<svg');
    // Only the method itself was added: whoever lists the properties of a value sees none.
    expect(Object.keys(Real.prototype)).toEqual([]);
  });
});

/** Halves of surrogate pairs, controls and marks among them. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }))
  .map((units) => String.fromCharCode(...units));

describe('text from outside', () => {
  const HOSTILE = '</script><img src=x onerror=alert(1)>]]>"\'&amp;\u202e\u0000\ud800\uffff';

  it('is text of an element or the value of an attribute, whatever it is', () => {
    fc.assert(
      fc.property(anyText, (any) => {
        for (const text of [any, `${any}${HOSTILE}${any}`]) {
          const made = String(
            element('g', { 'aria-label': text }, element('title', {}, text), text),
          );
          expect(brokenMarkup(made)).toEqual([]);

          expect(made).not.toMatch(
            /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Cs}/u,
          );
          expect(escapedText(text)).not.toMatch(/[<>]/);
          expect(escapedAttribute(text)).not.toMatch(/[<>"']/);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('stays text in every picture: names of refiners and labels', async () => {
    await using session = createSession();
    const trace = recordTrace(session);
    const hostile = refined({ ...leaper, name: HOSTILE }, { n: 1n, d: 3n, label: HOSTILE });
    await knownWithin(hostile, -9, 9, HOSTILE).add(pi).refine({ bits: 40 }, { session });
    for (const picture of NAMES) {
      const svg = await plot(trace, { picture });
      expect(brokenMarkup(svg)).toEqual([]);
      expect(svg).toContain('&lt;/script&gt;&lt;img');
      expect(svg).not.toContain('<img');
    }
  });
});

describe('the colours', () => {
  it.each(['light', 'dark'] as const)(
    'of the %s theme can be told apart by everybody, and read',
    (theme) => {
      const { background, card, ink, muted, series, on } = THEMES[theme];
      for (const text of [ink, muted])
        for (const behind of [background, card])
          expect(contrast(text, behind)).toBeGreaterThan(4.5);
      for (const [i, colour] of series.entries()) {
        expect(contrast(colour, background)).toBeGreaterThan(3);
        expect(contrast(colour, on[i]!)).toBeGreaterThan(4.5);
        for (const other of series.slice(0, i))
          for (const vision of Object.values(VISIONS))
            expect(distance(seen(colour, vision), seen(other, vision))).toBeGreaterThan(0.09);
      }
    },
  );
});

type Triple = readonly [number, number, number];

/** How colours look without cones of a kind: Machado, Oliveira and Fernandes, 2009, at severity 1, in linear RGB. */
const VISIONS: Readonly<Record<string, readonly Triple[]>> = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(colour: string): Triple {
  return [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;
}

/** Contrast as WCAG 2 defines it. */
function contrast(a: string, b: string): number {
  const [light, dark] = [a, b]
    .map((colour) => {
      const [red, green, blue] = linear(colour);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
    })
    .sort((x, y) => y - x) as [number, number];
  return light / dark;
}

/** A colour in Oklab, as somebody sees it. */
function seen(colour: string, vision: readonly Triple[]): Triple {
  const parts = linear(colour);
  const [r, g, b] = vision.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((total, factor, i) => total + factor * parts[i]!, 0),
      ),
    ),
  ) as unknown as Triple;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function distance(a: Triple, b: Triple): number {
  return Math.hypot(...a.map((part, i) => part - b[i]!));
}
