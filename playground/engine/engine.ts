/**
 * The engine: it reads texts, and drives the run under way. It is a worker, so the page stays responsive whatever a
 * text asks for, and can end the engine where that does not answer.
 *
 * Laws
 * 1. One frame is under way at a time: the next is made when the page has drawn the last.
 * 2. Of a run that was replaced nothing is shown any more.
 * 3. Modules that the first digits do without are loaded after these. What calls one before is done again once it is
 *    there, and what is told meanwhile waits.
 */
import { Late, loadLate } from '../late/late.js';
import { hasDigits } from '../protocol.js';
import type { Mistake, Order, Report } from '../protocol.js';
import { Run } from './run.js';
import { drawnNodes, mistakesOf, predictedMilliseconds, read } from './value.js';
import type { Value } from './value.js';
import { Workers } from './workers.js';

/** How long a worker may go on with a step of a run that is over. */
const GRACE_MILLISECONDS = 200;

const workers = new Workers();
let run: Run | undefined;
let number = 0;
/** The text that was read last: a run of it needs no second reading. */
let fresh: Value | undefined;
/** Law 1. */
let drawing = false;
let changed = false;
/** Whether a frame has brought a digit; law 3. */
let shown = false;
/** What the run under way was begun with; law 3. */
let begunBy: Extract<Order, { type: 'run' }> | undefined;
/** While something waits to be done again. */
let held: Promise<void> | undefined;

function report(what: Report): void {
  postMessage(what);
}

function show(): void {
  changed = true;
  if (drawing || run === undefined) return;
  drawing = true;
  changed = false;
  const frame = run.frame(number);
  shown ||= hasDigits(frame);
  report(frame);
}

function valueOf(text: string): Value {
  const value = fresh?.text === text ? fresh : read(text);
  fresh = undefined;
  return value;
}

/** Says what is wrong with a text, or what its digits will cost. */
function consider(text: string, digits: number): void {
  let mistakes: readonly Mistake[] = [];
  let predicted: number | undefined;
  try {
    fresh = read(text);
    predicted = predictedMilliseconds(fresh, digits);
  } catch (error) {
    if (error instanceof Late) throw error;
    mistakes = mistakesOf(text, error);
  }
  report({ type: 'read', text, mistakes, predicted });
}

function begin(order: Extract<Order, { type: 'run' }>): void {
  run?.end();
  workers.stopAll();
  number = order.run;
  begunBy = order;
  const value = valueOf(order.question.text);
  const begun = new Run(order.run, order.question, value, workers, { changed: show, later });
  run = begun;
  workers.listener = begun;
  setTimeout(() => {
    if (run !== begun) return;
    for (const worker of workers.retireBeside(begun.incarnation))
      report({ type: 'worker-stuck', worker });
  }, GRACE_MILLISECONDS);
  report({ type: 'graph', run: number, root: value.root.root, ...drawnNodes(value) });
  begun.begin();
}

function obey(order: Order): void {
  switch (order.type) {
    case 'read':
      return consider(order.text, order.digits);
    case 'run':
      return begin(order);
    case 'digits':
      return ask(order.digits);
    case 'pause':
      return run?.pause();
    case 'resume':
      return run?.resume();
    case 'step':
      return run?.step();
    case 'stop':
      return run?.stop();
    // A step of a worker asks for nothing that is still to be loaded.
    case 'worker-started':
      return void afterLoading(() => {
        workers.start(order.worker, order.port, order.stop);
      });
    case 'worker-ended':
      return void afterLoading(() => {
        workers.end(order.worker);
      });
    case 'drawn':
      drawing = false;
      if (shown) void afterLoading(() => undefined);
      if (changed) show();
  }
}

function ask(digits: number): void {
  if (run === undefined || begunBy === undefined) return;
  begunBy = { ...begunBy, question: { ...begunBy.question, digits } };
  run.ask(digits);
}

/** Calls `act` after so many milliseconds. */
function later(act: () => void, milliseconds: number): ReturnType<typeof setTimeout> {
  return setTimeout(() => {
    guarded(act, again);
  }, milliseconds);
}

function guarded(act: () => void, redo: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Late)) return broken(error);
    if (redo === again) run?.end();
    held = afterLoading(() => {
      held = undefined;
      guarded(redo, redo);
    });
  }
}

/** Law 3. */
async function afterLoading(act: () => void): Promise<void> {
  try {
    await loadLate();
  } catch (error) {
    held = undefined;
    return broken(error);
  }
  act();
}

function broken(error: unknown): void {
  report({ type: 'broken', run: number, message: messageOf(error) });
}

/** Begins the run under way once more. */
function again(): void {
  if (begunBy !== undefined) begin(begunBy);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function receive({ data }: MessageEvent<Order>): void {
  if (held === undefined)
    guarded(() => obey(data), data.type === 'read' ? () => obey(data) : again);
  else void held.then(() => receive({ data } as MessageEvent<Order>));
}
