import type { TraceEvent } from '#lib/observe.js';

/** The rules of the trace event format that events break. */
export function brokenRules(events: readonly TraceEvent[]): string[] {
  const broken: string[] = [];
  const demand = (holds: boolean, rule: string, event: TraceEvent): void => {
    if (!holds) broken.push(`${rule}: ${JSON.stringify(event)}`);
  };
  const named = new Set(events.filter(({ name }) => name === 'thread_name').map(({ tid }) => tid));
  const spans = events.filter(({ ph }) => ph === 'X');
  const ends = new Map<number, number>();
  const counters = new Map<string, number>();
  const open = new Set<number | undefined>();
  const flows = new Map<number | undefined, TraceEvent>();
  const isInside = (event: TraceEvent): boolean =>
    spans.some(
      ({ tid, ts = NaN, dur = NaN }) =>
        tid === event.tid && ts <= event.ts! && event.ts! <= ts + dur,
    );
  for (const event of events) {
    const { ph, name, pid, tid, ts, dur, id, args = {} } = event;
    demand(typeof name === 'string' && name !== '' && pid === 1, 'has a name and a process', event);
    demand(named.has(tid), 'stands in a lane with a name', event);
    demand((ph === 'M') === (ts === undefined), 'has a time, unless it names something', event);
    demand(ts === undefined || (Number.isFinite(ts) && ts >= 0), 'has a time that is one', event);
    switch (ph) {
      case 'X': {
        demand(Number.isFinite(dur) && dur! >= 0, 'has a duration', event);
        demand(ts! >= (ends.get(tid) ?? 0), 'comes after the last span of its lane', event);
        ends.set(tid, ts! + dur!);
        const { issued, settled } = args as { readonly issued: number; readonly settled: number };
        demand(ts! >= issued && ts! + dur! <= settled, 'lies within its lease', event);
        break;
      }
      case 'C': {
        const values = Object.values(args);
        demand(values.length > 0 && values.every(Number.isFinite), 'counts numbers', event);
        demand(ts! >= (counters.get(name) ?? 0), 'follows the last of its counter', event);
        counters.set(name, ts!);
        break;
      }
      case 'b':
        demand(!open.has(id), 'begins once', event);
        open.add(id);
        break;
      case 'e':
        demand(open.delete(id), 'ends what began', event);
        break;
      case 's':
        demand(!flows.has(id) && isInside(event), 'leaves a span, once', event);
        flows.set(id, event);
        break;
      case 'f':
        demand(flows.has(id) && flows.get(id)!.ts! <= ts!, 'leads forwards from its start', event);
        demand(isInside(event), 'arrives in a span', event);
        flows.set(id, event);
        break;
      case 'i':
      case 'M':
        break;
    }
  }
  for (const event of flows.values()) demand(event.ph === 'f', 'arrives', event);
  return broken;
}

/** The events of a file in the array format, whose end may be missing. */
export function eventsOfFile(text: string): TraceEvent[] {
  const whole = text.trimEnd();
  if (whole.endsWith(']')) return JSON.parse(whole) as TraceEvent[];
  // What a viewer does: a last line that is cut off is left out.
  const lines = whole.split('\n');
  const isWhole = (line: string): boolean => {
    try {
      JSON.parse(line.replace(/,$/, ''));
      return true;
    } catch {
      return false;
    }
  };
  const kept = lines
    .slice(1)
    .filter(isWhole)
    .map((line) => line.replace(/,$/, ''));
  return JSON.parse(`[${kept.join(',')}]`) as TraceEvent[];
}
