import type { OperationId } from '../../coordinator/operations/request.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type { ObservedSession } from './observed-session.js';
import { Recorder } from './recorder.js';

/** The part of `@opentelemetry/api` that {@link openTelemetrySpans} uses. */
export interface TelemetryApi<Context = unknown, Span extends TelemetrySpan = TelemetrySpan> {
  readonly context: {
    /** The context that is current. */
    active(): Context;
  };
  readonly trace: {
    /** What makes the spans of a library. */
    getTracer(name: string): {
      /** Begins a span below that of a context. */
      startSpan(name: string, options: TelemetrySpanOptions, context: Context): Span;
    };
    /** The context in which a span is current. */
    setSpan(context: Context, span: Span): Context;
  };
}

/** A span of `@opentelemetry/api`. */
export interface TelemetrySpan {
  /** Sets a fact of the span. */
  setAttribute(name: string, value: string | number): unknown;
  /** Ends the span. */
  end(time: Date): void;
}

/** How a span begins. */
export interface TelemetrySpanOptions {
  readonly startTime: Date;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/**
 * Reports what a session does as spans of OpenTelemetry: one per operation, below the span that is active when the
 * operation is admitted, and below it one per lease. Pincer depends on no package of OpenTelemetry: its API is given.
 *
 * @param api - the module `@opentelemetry/api`.
 * @returns a function that ends it, and the spans of operations under way.
 */
export function openTelemetrySpans<Context, Span extends TelemetrySpan>(
  session: ObservedSession,
  api: TelemetryApi<Context, Span>,
): () => void {
  const tracer = api.trace.getTracer('pincer');
  const epoch = Date.now() - session.clock.nanoseconds() / 1e6;
  const dateOf = (time: Nanoseconds): Date => new Date(epoch + time / 1e6);
  const operations = new Map<OperationId, { readonly span: Span; readonly context: Context }>();
  const recorder = new Recorder(session, (record) => {
    if (record.type === 'lease') {
      const parent = operations.get(record.operation)?.context ?? api.context.active();
      const attributes = {
        'pincer.refiner': record.refiner,
        'pincer.lease': record.lease,
        'pincer.demand': record.demand,
        'pincer.bits': record.bits,
        'pincer.steps': record.steps,
        'pincer.predicted': record.predicted,
        'pincer.cost': record.cost,
        'pincer.width.before': record.before,
        'pincer.width.after': record.after,
        'pincer.end': record.outcome,
      };
      const startTime = dateOf(record.start);
      tracer.startSpan(record.name, { startTime, attributes }, parent).end(dateOf(record.end));
    } else if (record.type === 'operation' && record.what === 'admitted') {
      const attributes = { 'pincer.root': record.root, 'pincer.priority': record.priority };
      const active = api.context.active();
      const name = `pincer operation ${String(record.operation)}`;
      const span = tracer.startSpan(name, { startTime: dateOf(record.at), attributes }, active);
      operations.set(record.operation, { span, context: api.trace.setSpan(active, span) });
    } else if (record.type === 'operation') {
      const { span } = operations.get(record.operation) ?? {};
      operations.delete(record.operation);
      span?.setAttribute('pincer.status', record.what);
      span?.end(dateOf(record.at));
    }
  });
  const unobserve = session.observe(recorder.add);
  return () => {
    unobserve();
    recorder.flush();
    const now = dateOf(session.clock.nanoseconds());
    for (const { span } of operations.values()) span.end(now);
    operations.clear();
  };
}
