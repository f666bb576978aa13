/**
 * What a session does, for tools outside: traces for trace viewers, pictures and reports of them, channels,
 * spans of OpenTelemetry.
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
export { plot, report } from './observe/pictures/plot.js';
export type {
  PictureName,
  PictureTheme,
  PlotOptions,
  ReportOptions,
} from './observe/pictures/options.js';
export type { ShownResult } from './observe/pictures/shown-result.js';
export { displayed, pictureElement } from './observe/pictures/notebook.js';
export type { Displayed, MediaBundle, PictureElement } from './observe/pictures/notebook.js';
export { displayInNotebooks } from './real/notebook.js';
