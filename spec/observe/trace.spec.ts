import diagnostics from 'node:diagnostics_channel';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SchedulerEvent } from '#lib/execution.js';
import { createSession, exp, knownWithin, ln, pi, sin, source, sqrt } from '#lib/index.js';
import type { Real, Session } from '#lib/index.js';
import { openTelemetrySpans, publishEvents, recordTrace, streamTrace } from '#lib/observe.js';
import type { TelemetryApi, TelemetrySpan, TraceEvent } from '#lib/observe.js';
import { TraceFormat } from '#lib/observe/trace/format.js';
import { refined } from '#lib/refiner.js';
import { runs } from '#spec/support/effort.js';
import { leaper } from '#spec/support/refiners.js';
import { brokenRules, eventsOfFile } from '#spec/support/trace-rules.js';

const values = (k: number): Real[] => [
  sin(exp(sqrt(2 + k))),
  ln(pi.add(sqrt(3)).add(k)),
  sin(sqrt(2 + k)).multiply(pi),
];

const asked = (session: Session, digits: number, k = 0): Promise<unknown> =>
  Promise.all(values(k).map((value) => value.refine({ digits }, { session })));

const spansOf = (events: readonly TraceEvent[]): readonly TraceEvent[] =>
  events.filter(({ ph }) => ph === 'X');

/** The span of a lease that ran from one time to another. */
function spanOf(start: number, end: number): TraceEvent {
  const [span] = new TraceFormat().eventsOf({
    ...{ type: 'lease', lease: 1, lane: 1, node: 0, name: 'x#0', refiner: 'x@1', operation: 1 },
    ...{ class: 'normal', priority: 5, issued: 0, start, end, settled: end, outcome: 'committed' },
    ...{ demand: -9, before: 0, after: -9, bits: 9, steps: 1, predicted: 1, cost: 1 },
    ...{ features: [], queue: 0, bytes: 0, sources: [] },
  });
  return span!;
}

describe('a trace', () => {
  it('keeps the rules of the format on threads, with a lane and the offset of a clock per context', async () => {
    await using session = createSession({ workers: 2, placements: { sin: 'thread' } });
    const trace = recordTrace(session);
    const parts: string[] = [];
    const stream = streamTrace(session, (text) => parts.push(text));
    const seen: SchedulerEvent[] = [];
    session.observe((event) => seen.push(event));
    await asked(session, 200);
    await asked(session, 3000);
    trace.stop();
    stream.stop();
    const events = [...trace.events()];
    expect(brokenRules(events)).toEqual([]);
    expect(brokenRules(eventsOfFile(parts.join('')))).toEqual([]);

    const ended = seen.filter((event) => event.type === 'lease-ended');
    const spans = spansOf(events);
    expect(spans.map(({ args }) => args?.['lease'])).toEqual(ended.map(({ lease }) => lease));
    const lanes = new Map(
      events
        .filter(({ name }) => name === 'thread_name')
        .map(({ tid, args }) => [tid, args?.['name']]),
    );
    expect(new Set(spans.map(({ tid }) => lanes.get(tid)))).toEqual(
      new Set(ended.map(({ context }) => context)),
    );
    const told = events.filter(({ name }) => name === 'clock_offset').map(({ tid }) => tid);
    for (const { tid } of spans) expect(told).toContain(tid);
    for (const { args = {}, dur } of spans) {
      expect(args).toMatchObject({ end: 'committed', steps: expect.any(Number) });
      for (const key of ['predicted', 'cost', 'bits']) expect(args[key]).toBeGreaterThan(0);
      expect(dur).toBeGreaterThanOrEqual(0);
    }
    // A sine is computed from an exponential or a square root, which ran before.
    const flows = events.filter(({ ph }) => ph === 'f').map(({ ts }) => ts);
    for (const { name, ts } of spans) if (name.startsWith('sin')) expect(flows).toContain(ts);
    const digits = events.filter(({ name }) => name === 'digits proven of operation 1');
    expect(digits.at(-1)?.args?.['digits']).toBeGreaterThan(200);
  });

  it('has spans that end before the next begins, as doubles add', () => {
    const time = fc.integer({ min: 0, max: 2 ** 50 });
    fc.assert(
      fc.property(time, fc.integer({ min: 0, max: 1e9 }), (start, length) => {
        const end = start + length;
        const { ts = NaN, dur = NaN } = spanOf(start, end);
        expect(ts + dur).toBeLessThanOrEqual(spanOf(end, end).ts!);
        expect(Math.round((ts + dur) * 1000)).toBeGreaterThanOrEqual(end - 1);
        expect(dur).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: runs(300) },
    );
  });

  it('is the same in memory and as a stream, and changes no bounds', async () => {
    const answers: unknown[] = [];
    for (const isTraced of [true, false]) {
      await using session = createSession({ deterministic: true });
      const parts: string[] = [];
      const trace = recordTrace(session);
      const stream = streamTrace(session, (text) => parts.push(text));
      if (!isTraced) [trace, stream].forEach((each) => each.stop());
      await asked(session, 300);
      trace.stop();
      stream.stop();
      answers.push(values(0).map((value) => value.refineSync({ digits: 300 }, { session }).digits));
      const text = JSON.stringify(trace);
      const { traceEvents } = JSON.parse(text) as { traceEvents: TraceEvent[] };
      expect(brokenRules(traceEvents)).toEqual([]);
      const { size } = trace;
      expect(size).toBe(traceEvents.filter(({ ph }) => ph !== 'M').length);
      if (!isTraced) continue;
      const streamed = eventsOfFile(parts.join(''));
      // What was predicted is kept with seven digits.
      const rounded = ({ args = {}, ...event }: TraceEvent): unknown => ({
        ...event,
        args: { ...args, predicted: Math.fround(Number(args['predicted'] ?? 0)).toPrecision(5) },
      });
      expect(streamed.slice(0, -1).map(rounded)).toEqual(traceEvents.map(rounded));
    }
    expect(answers[0]).toEqual(answers[1]);
  });

  it('drops and counts what is over its cap', async () => {
    await using session = createSession();
    const whole = recordTrace(session);
    const capped = recordTrace(session, { events: 20 });
    await asked(session, 200);
    expect(capped.size).toBeLessThanOrEqual(20);
    expect(capped.size + capped.dropped).toBe(whole.size);
    expect(brokenRules([...capped.events()])).toEqual([]);
    expect(capped.toJSON().otherData.dropped).toBe(capped.dropped);
    expect(() => recordTrace(session, { events: -1 })).toThrow('recordTrace: events must be');
  });

  it('opens wherever its text ends', async () => {
    await using session = createSession();
    const parts: string[] = [];
    const stream = streamTrace(session, (text) => parts.push(text));
    await asked(session, 100);
    stream.stop();
    const text = parts.join('');
    const all = eventsOfFile(text);
    for (let k = 1; k <= 20; k++) {
      const end = Math.floor((text.length * k) / 20);
      const events = eventsOfFile(text.slice(0, end));
      expect(events).toEqual(all.slice(0, events.length));
      const isCut = (event: TraceEvent): boolean => event.ph === 's' || event.ph === 'f';
      expect(brokenRules(events.filter((event) => !isCut(event)))).toEqual([]);
      if (k === 20) expect(events).toEqual(all);
    }
  });

  it('holds names from outside as data, however hostile', async () => {
    const name = '"}],\n</script><img onerror=x>]]>\u202e\u0000#1:';
    await using session = createSession();
    const trace = recordTrace(session);
    const parts: string[] = [];
    const stream = streamTrace(session, (text) => parts.push(text));
    const hostile = refined({ ...leaper, name }, { n: 1n, d: 3n, label: name });
    await knownWithin(hostile, -9, 9, name).refine({ bits: 40 }, { session });
    stream.stop();
    const events = JSON.parse(JSON.stringify(trace)) as { traceEvents: TraceEvent[] };
    for (const each of [events.traceEvents, eventsOfFile(parts.join(''))]) {
      expect(brokenRules(each)).toEqual([]);
      const [span] = spansOf(each);
      expect(span?.name).toMatch(/#\d+ /);
      expect(span?.name.startsWith(name) && span.name.endsWith(` ${name}`)).toBe(true);
      const [root] = each.filter(({ ph }) => ph === 'b');
      expect(root?.args?.['root']).toContain(name);
    }
  });

  it('shows answers that are waited for at once in a lane each', async () => {
    await using session = createSession();
    const trace = recordTrace(session);
    const answers: (() => void)[] = [];
    const waiting = (name: string): Real =>
      source(name, async () => {
        await new Promise<void>((resolve) => answers.push(resolve));
        return [1, 1];
      });
    const asking = waiting('a').add(waiting('b')).refine({ bits: 10 }, { session });
    // Both are asked before either answers.
    while (answers.length < 2) await new Promise(setImmediate);
    answers.forEach((answer) => answer());
    await asking;
    const events = [...trace.events()];
    expect(brokenRules(events)).toEqual([]);
    const lanes = events
      .filter(({ name }) => name === 'thread_name')
      .map(({ args }) => args?.['name']);
    expect(lanes).toEqual(expect.arrayContaining(['sources', 'sources (2)']));
  });

  it('has rules that can be broken', async () => {
    await using session = createSession();
    const trace = recordTrace(session);
    await asked(session, 100);
    const events = [...trace.events()];
    const changed = (change: (event: TraceEvent) => object): string[] =>
      brokenRules(events.map((event) => ({ ...event, ...change(event) })));
    expect(changed(({ ph }) => (ph === 'X' ? { dur: -1 } : {}))).not.toEqual([]);
    expect(changed(({ ph, ts = 0 }) => (ph === 'X' ? { ts: -ts } : {}))).not.toEqual([]);
    expect(changed(({ ph, id = 0 }) => (ph === 'f' ? { id: -id } : {}))).not.toEqual([]);
    expect(changed(({ ph }) => (ph === 'C' ? { args: { n: '1' } } : {}))).not.toEqual([]);
    expect(changed(({ ph }) => (ph === 'e' ? { id: 0 } : {}))).not.toEqual([]);
    expect(changed(({ ph }) => (ph === 'M' ? { tid: 99 } : {}))).not.toEqual([]);
  });

  it('shows leases that one message brought one after the other, as long as each of them took', () => {
    const session = createSession();
    void session.close();
    let tell: (event: SchedulerEvent) => void = () => undefined;
    const trace = recordTrace({
      ...{ graph: session.graph, clock: { nanoseconds: () => 0 }, hasRealTime: true },
      observe: (listener) => {
        tell = listener;
        return () => undefined;
      },
    });
    const facts = (lease: number) => ({
      ...{ lease, node: lease, refiner: 'sin@1', operation: 1, class: 'normal', priority: 5 },
      context: 'thread 1',
    });
    for (const lease of [1, 2, 3])
      tell({
        ...{ type: 'lease-issued', nanoseconds: 1000, slot: 1, name: `sin#${String(lease)}` },
        ...{ children: [], demand: { width: -9 }, steps: 1, predictedCost: 1, features: [] },
        ...facts(lease),
      } as SchedulerEvent);
    // The clock of their host is 70,000 behind, and their answers took 500 to arrive.
    for (const [lease, startedAt, elapsed] of [
      [1, 72_000, 1000],
      [2, 73_000, 2000],
      [3, 75_000, 3000],
    ] as const)
      tell({
        ...{
          type: 'lease-ended',
          nanoseconds: 8500,
          end: 'committed',
          widthBefore: 0,
          widthAfter: -9,
        },
        ...{ work: { steps: 1, cost: 1, bits: 64, elapsed, startedAt }, ...facts(lease) },
      } as SchedulerEvent);
    const spans = spansOf([...trace.events()]);
    expect(spans.map(({ dur }) => dur)).toEqual([1, 2, 3]);
    // The smallest delay of an answer is taken for none.
    expect(spans.map(({ ts }) => ts)).toEqual([2.5, 3.5, 5.5]);
  });

  it('marks what was lost', async () => {
    await using session = createSession({ workers: 1, placements: { sin: 'thread' } });
    const trace = recordTrace(session);
    await session.start();
    const answer = sin(sqrt(5)).refine({ digits: 20_000 }, { session });
    const stop = session.observe(
      () => {
        stop();
        void session.contexts[0]?.terminate('by the spec');
      },
      { kinds: ['lease-issued'], refiner: 'sin', context: 'thread 1' },
    );
    await answer;
    const events = [...trace.events()];
    expect(brokenRules(events)).toEqual([]);
    expect(events.filter(({ ph }) => ph === 'i').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['loss', 'context-lost']),
    );
  });
});

describe('events on channels', () => {
  it('are published where somebody subscribes, and nowhere else', async () => {
    await using session = createSession();
    const names: string[] = [];
    const end = publishEvents(session, {
      channel: (name) => {
        names.push(name);
        return diagnostics.channel(name);
      },
    });
    const ended: unknown[] = [];
    const subscriber = (event: unknown): void => void ended.push(event);
    diagnostics.subscribe('pincer:lease-ended', subscriber);
    const seen: unknown[] = [];
    session.observe((event) => seen.push(event), { kinds: ['lease-ended'] });
    await asked(session, 100);
    diagnostics.unsubscribe('pincer:lease-ended', subscriber);
    const { length } = ended;
    await asked(session, 100, 1);
    end();
    expect(length).toBeGreaterThan(0);
    expect(ended).toEqual(seen.slice(0, length));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('spans of OpenTelemetry', () => {
  interface Told extends TelemetrySpan {
    readonly name: string;
    readonly parent: string;
    readonly start: Date;
    readonly attributes: Record<string, string | number>;
    ended: Date | undefined;
  }

  it('stand for leases below spans for operations, below the one that is active', async () => {
    await using session = createSession();
    const spans: Told[] = [];
    const api: TelemetryApi<string, Told> = {
      context: { active: () => 'active' },
      trace: {
        getTracer: () => ({
          startSpan: (name, { startTime, attributes }, parent) => {
            const span: Told = {
              ...{ name, parent, start: startTime, attributes: { ...attributes } },
              ended: undefined,
              setAttribute: (key, value) => (span.attributes[key] = value),
              end: (time) => (span.ended = time),
            };
            spans.push(span);
            return span;
          },
        }),
        setSpan: (_, { name }) => name,
      },
    };
    const end = openTelemetrySpans(session, api);
    await asked(session, 100);
    end();
    const operations = spans.filter(({ name }) => name.startsWith('pincer operation'));
    expect(operations.map(({ parent }) => parent)).toEqual(['active', 'active', 'active']);
    for (const { attributes } of operations) expect(attributes['pincer.status']).toBe('met');
    const leases = spans.filter((span) => !operations.includes(span));
    expect(leases.length).toBe(session.stats().leases.issued);
    for (const { parent, start, ended } of leases) {
      expect(operations.map(({ name }) => name)).toContain(parent);
      expect(ended!.getTime()).toBeGreaterThanOrEqual(start.getTime());
    }
  });
});
