/**
 * What a session does, for tools outside: traces for trace viewers, channels, spans of OpenTelemetry.
 *
 * @module pincer/observe
 */
export { recordTrace } from './observe/trace/trace.js';
export type { Trace, TraceObject } from './observe/trace/trace.js';
export { streamTrace } from './observe/trace/stream.js';
export type { TraceStream } from './observe/trace/stream.js';
export type { TraceOptions } from './observe/trace/cap.js';
export type { TraceEvent } from './observe/trace/format.js';
export type { ObservedSession } from './observe/trace/observed-session.js';
export { publishEvents } from './observe/trace/channels.js';
export type { EventChannel, EventChannels } from './observe/trace/channels.js';
export { openTelemetrySpans } from './observe/trace/spans.js';
export type { TelemetryApi, TelemetrySpan, TelemetrySpanOptions } from './observe/trace/spans.js';
