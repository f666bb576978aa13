/**
 * What it costs to watch: CPU time of works with a trace, or with an observer that no event reaches, over the same works
 * without, in turn. Each ratio stands beside its control, the same work twice: a ratio whose control exceeds 1.01 is
 * unmeasured.
 *
 * `trace_over_plain`: a value whose median step takes 200 us and more; 10^5 square roots, asked for one by one.
 * `idle_observer_over_plain`: such a value; a fresh value of some microseconds.
 * `bytes_per_lease`: of a trace of 10^5 square roots in memory, and of its file.
 */
import { createSession, exp, real, sqrt } from 'pincer';
import type { Real, Session } from 'pincer';
import { recordTrace, streamTrace } from 'pincer/observe';
import type { Options, Row } from './harness/bench.js';
import { cpuOf } from './harness/cpu.js';
import { digitsOf } from './harness/fresh.js';
import { sink } from './harness/sink.js';
import { median, quantile } from './harness/statistics.js';

export const name = 'observe';

/** The largest ratio of a work to itself at which a ratio says something. */
const MOST_NOISE = 1.01;

interface Size {
  readonly runs: number;
  readonly rounds: number;
}

interface Watched {
  readonly value: (index: number) => Real;
  readonly digits: number;
}

/** Fractions in lowest terms, no two of them the same. */
const fraction = (index: number): Real =>
  real({ numerator: 1_100_000_000 + 97 * index, denominator: 2 ** 31 - 1 });

/** Two functions whose median step takes more than {@link LEAST_STEP_US} at these digits. */
const SLOW: Watched = { value: (i) => exp(sqrt(fraction(i)).add(1)), digits: 7000 };

/** What the bar of the slow value is for. */
const LEAST_STEP_US = 200;
const FRESH: Watched = { value: (i) => sqrt(fraction(i)), digits: 50 };

type Watch = (session: Session) => () => void;

const nobody: Watch = () => () => undefined;
const tracing: Watch = (session) => {
  const trace = recordTrace(session);
  return () => {
    trace.stop();
    if (trace.dropped > 0) throw new Error('observe: the trace is full');
  };
};
/** It waits for contexts that are lost, of which there are none. */
const idle: Watch = (session) => session.observe(() => undefined, { kinds: ['context-lost'] });

/** Milliseconds of CPU of as many values in a session of their own. */
function timed({ value, digits }: Watched, from: number, runs: number, watch: Watch): number {
  const session = createSession();
  const unwatch = watch(session);
  // What the work before left behind is not of this one.
  globalThis.gc?.();
  const time = cpuOf(() => {
    for (let i = from; i < from + runs; i++) sink.value = digitsOf(value(i), digits, session);
  });
  unwatch();
  void session.close();
  return time;
}

/** The median over rounds of the watched work over the plain one, and of the plain one over itself. */
function ratios(
  of: Watched,
  watch: Watch,
  { runs, rounds }: Size,
): { readonly over: number; readonly control: number } {
  const overs: number[] = [];
  const controls: number[] = [];
  let from = 0;
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    const works = [nobody, watch, nobody];
    // Who goes first alternates; the pair of the control stands around the watched work.
    const [first, between, last] = works.map((each) => {
      const time = timed(of, from, runs, each);
      from += runs;
      return time;
    }) as [number, number, number];
    if (round === 0) continue;
    overs.push((2 * between) / (first + last));
    controls.push(round % 2 === 0 ? first / last : last / first);
  }
  return { over: median(overs), control: median(controls) };
}

function rowsOf(
  metric: string,
  label: string,
  measured: { readonly over: number; readonly control: number },
  bar: number,
  quick: boolean,
): Row[] {
  const { over, control } = measured;
  const noise = Math.max(control, 1 / control);
  const row = { bench: name, case: label, metric };
  const held: Row =
    noise > MOST_NOISE && !quick
      ? {
          ...row,
          value: null,
          unmeasured: `${over.toFixed(3)}, where a work over itself is ${noise.toFixed(3)}`,
        }
      : { ...row, value: over, ...(quick ? {} : { bar }) };
  return [held, { bench: name, case: label, metric: `${metric}_control`, value: control }];
}

/** The median time of a lease of the slow value, in microseconds. */
function stepMicroseconds(runs: number): number {
  const session = createSession();
  const times: number[] = [];
  session.observe(
    (event) => {
      if (event.type === 'lease-ended' && event.work?.elapsed !== undefined)
        times.push(event.work.elapsed / 1000);
    },
    { kinds: ['lease-ended'] },
  );
  for (let i = 0; i < runs; i++) digitsOf(SLOW.value(1e6 + i), SLOW.digits, session);
  void session.close();
  // The first looks are short.
  return quantile(times, 0.5);
}

/** Bytes of a trace per lease, in memory and in the file; the events of so many nodes are recorded again and again. */
function bytes(leases: number, nodes: number): { readonly memory: number; readonly file: number } {
  const session = createSession();
  let written = 0;
  const stream = streamTrace(session, (text) => (written += text.length), { events: 1e7 });
  const refine = (from: number, to: number): void => {
    for (let i = from; i < to; i++) digitsOf(FRESH.value(2e6 + i), FRESH.digits, session);
  };
  refine(0, leases);
  stream.stop();
  const { issued } = session.stats().leases;
  const file = written / issued;
  // Nodes are asked again that exist, so that the session grows by nothing but its trace.
  const events: Parameters<Parameters<Session['observe']>[0]>[0][] = [];
  const unobserve = session.observe((event) => events.push(event));
  refine(leases, leases + nodes);
  unobserve();
  const listeners: ((event: (typeof events)[number]) => void)[] = [];
  const replayed = {
    observe: (listener: (event: (typeof events)[number]) => void) => {
      listeners.push(listener);
      return () => undefined;
    },
    clock: session.clock,
    graph: session.graph,
    hasRealTime: true,
  };
  globalThis.gc?.();
  const used = (): number => {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const trace = recordTrace(replayed, { events: 1e7 });
  const perPass = events.filter(({ type }) => type === 'lease-ended').length;
  let held = 0;
  for (; held < leases; held += perPass)
    for (const event of events) for (const listener of listeners) listener(event);
  const memory = (used() - before) / held;
  if (trace.size === 0) throw new Error('observe: the trace is empty');
  void session.close();
  return { memory, file };
}

export function run({ quick }: Options): readonly Row[] {
  const slow: Size = quick ? { runs: 1, rounds: 2 } : { runs: 10, rounds: 15 };
  const fresh: Size = quick ? { runs: 10, rounds: 2 } : { runs: 1000, rounds: 15 };
  const many: Size = quick ? { runs: 10, rounds: 1 } : { runs: 10_000, rounds: 10 };
  const { memory, file } = quick ? bytes(50, 50) : bytes(20_000, 1000);
  const whenWhole = (bar: number): { bar?: number } => (quick ? {} : { bar });
  return [
    {
      bench: name,
      case: 'slow value',
      metric: 'step_us',
      value: stepMicroseconds(quick ? 2 : 20),
      sense: '>=',
      ...whenWhole(LEAST_STEP_US),
    },
    ...rowsOf('trace_over_plain', 'slow steps', ratios(SLOW, tracing, slow), 1.1, quick),
    ...rowsOf('trace_over_plain', '1e5 square roots', ratios(FRESH, tracing, many), 1.5, quick),
    ...rowsOf('idle_observer_over_plain', 'slow steps', ratios(SLOW, idle, slow), 1.02, quick),
    ...rowsOf('idle_observer_over_plain', 'fresh value', ratios(FRESH, idle, fresh), 1.1, quick),
    globalThis.gc === undefined
      ? {
          ...{ bench: name, case: 'memory', metric: 'bytes_per_lease' },
          ...{ value: null, unmeasured: 'needs node --expose-gc' },
        }
      : {
          bench: name,
          case: 'memory',
          metric: 'bytes_per_lease',
          value: memory,
          ...whenWhole(160),
        },
    { bench: name, case: 'file', metric: 'bytes_per_lease', value: file, ...whenWhole(1200) },
  ];
}
