/**
 * The engine: it reads texts, and drives the run under way. It is a worker, so the page stays responsive whatever a
 * text asks for, and can end the engine where that does not answer.
 *
 * Laws
 * 1. One frame is under way at a time: the next is made when the page has drawn the last.
 * 2. Of a run that was replaced nothing is shown any more.
 */
import type { Order, Report } from '../protocol.js';
import { Run } from './run.js';
import { drawnNodes, mistakesIn, predictedMilliseconds, read } from './value.js';
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

function report(what: Report): void {
  postMessage(what);
}

function show(): void {
  changed = true;
  if (drawing || run === undefined) return;
  drawing = true;
  changed = false;
  report(run.frame(number));
}

function valueOf(text: string): Value {
  const value = fresh?.text === text ? fresh : read(text);
  fresh = undefined;
  return value;
}

/** Says what is wrong with a text, or what its digits will cost. */
function consider(text: string, digits: number): void {
  const mistakes = mistakesIn(text);
  let predicted: number | undefined;
  if (mistakes.length === 0) {
    try {
      fresh = read(text);
      predicted = predictedMilliseconds(fresh, digits);
    } catch (error) {
      const message = messageOf(error);
      mistakes.push({ message, at: 0, shown: message });
    }
  }
  report({ type: 'read', text, mistakes, predicted });
}

function begin(order: Extract<Order, { type: 'run' }>): void {
  run?.end();
  workers.stopAll();
  number = order.run;
  const value = valueOf(order.question.text);
  const begun = new Run(order.run, order.question, value, workers, show);
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
      return run?.ask(order.digits);
    case 'pause':
      return run?.pause();
    case 'resume':
      return run?.resume();
    case 'step':
      return run?.step();
    case 'stop':
      return run?.stop();
    case 'worker-started':
      return workers.start(order.worker, order.port, order.stop);
    case 'worker-ended':
      return workers.end(order.worker);
    case 'drawn':
      drawing = false;
      if (changed) show();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function receive({ data }: MessageEvent<Order>): void {
  try {
    obey(data);
  } catch (error) {
    report({ type: 'broken', run: number, message: messageOf(error) });
  }
}
