/**
 * The page: it reads the address, asks the engine, and draws what the engine reports.
 *
 * Laws
 * 1. A link or a change of the text fills the page in. Computing starts on Run, or at once where the scheduler's own
 *    prior predicts less than {@link AT_ONCE_MILLISECONDS} for it.
 * 2. A frame is drawn by the next animation frame, and then the next one is asked for: the page never falls behind.
 * 3. Whatever the engine does, the page answers: Stop ends an engine that does not.
 * 4. The panels are loaded once the first digits are drawn, or do not come soon; what they are told before waits in its order.
 */
import { EXAMPLES } from './examples.js';
import { readLink, writeLink } from './link.js';
import { AnswerView } from './page/answer-view.js';
import type { Comparison } from './page/comparison.js';
import { byId, milliseconds, write } from './page/dom.js';
import { EngineClient } from './page/engine-client.js';
import { Form } from './page/form.js';
import type { Panels } from './page/panels.js';
import { hasDigits } from './protocol.js';
import type { Frame, Report } from './protocol.js';
import type { PolicyName, Question } from './question.js';

/** Law 1. */
const AT_ONCE_MILLISECONDS = 50;
/** How long typing rests before the text is read. */
const REST_MILLISECONDS = 180;
const READ_MILLISECONDS = 4000;
const STOP_MILLISECONDS = 1500;
/** The panels wait no longer for digits. */
const PANELS_MILLISECONDS = 1000;

const DEFAULTS = {
  ...EXAMPLES[0]!,
  workers: Math.min(3, Math.max(2, navigator.hardwareConcurrency - 1)),
  pace: 'grow',
  policy: 'pull',
} as const;

const note = byId('note');
/** Says that what is shown is not of the text that stands there now. */
const old = byId('old');
const buttons = {
  pause: byId<HTMLButtonElement>('pause'),
  step: byId<HTMLButtonElement>('step'),
  stop: byId<HTMLButtonElement>('stop'),
};

let run = 0;
let asked: Question | undefined;
let paused = false;
let comparing = false;
/** Whether a text that was sent to be read is to be run in any case: Run was pressed. */
let runWhenRead = false;
/** What was left out of the link. */
let complaint = '';
let resting: ReturnType<typeof setTimeout> | undefined;

const engine = new EngineClient(receive);
const answer = new AnswerView();
/** Law 4. */
let loadPanels: (() => void) | undefined;
const panels = new Promise<Panels>((resolve) => {
  loadPanels = () => {
    loadPanels = undefined;
    void import('./page/panels.js').then(({ Panels }) => {
      resolve(new Panels(engine.tell.bind(engine)));
    });
  };
});
function tellPanels(act: (panels: Panels) => void): void {
  void panels.then(act);
}
const form = new Form({
  typed: () => {
    complaint = '';
    clearTimeout(resting);
    resting = setTimeout(consider, REST_MILLISECONDS);
  },
  digits: (digits) => {
    share();
    if (asked?.text !== form.state.text) return;
    comparing = false;
    tellPanels((panels) => {
      panels.say(`${String(digits)} digits are asked for; what is proven stays`);
    });
    engine.tell({ type: 'digits', digits });
  },
  workers: (count) => {
    tellPanels(({ workers }) => {
      workers.want(count);
    });
    share();
  },
});

/** Has the engine read the text; what comes of it is in {@link read}. */
function consider(): void {
  clearTimeout(resting);
  const { text, digits } = form.state;
  engine.tell({ type: 'read', text, digits });
  engine.expect(
    READ_MILLISECONDS,
    (report) => report.type === 'read' && report.text === text,
    () => {
      begun();
      write(note, 'Reading this text took too long. Shorten it.');
    },
  );
}

function read({ text, mistakes, predicted }: Extract<Report, { type: 'read' }>): void {
  if (text !== form.state.text) return;
  form.complain(mistakes);
  const pressed = runWhenRead;
  runWhenRead = false;
  old.hidden = asked === undefined || asked.text === text;
  if (predicted !== undefined && (pressed || predicted < AT_ONCE_MILLISECONDS))
    return begin(form.state);
  loadPanels?.();
  if (predicted !== undefined)
    write(note, `${complaint} About ${milliseconds(predicted)} are predicted: press Run.`.trim());
}

function begin(question: Question): void {
  run++;
  asked = question;
  paused = false;
  old.hidden = true;
  answer.begin();
  // Also an engine that never shows a frame can be stopped.
  enable('running');
  tellPanels((panels) => {
    panels.begin(question.text);
  });
  write(note, complaint);
  share();
  engine.tell({ type: 'run', run, question });
  setTimeout(() => loadPanels?.(), PANELS_MILLISECONDS);
}

/** Another engine has begun, which knows nothing. */
function begun(): void {
  asked = undefined;
  comparing = false;
  enable('ended');
  tellPanels(({ workers }) => {
    workers.restart();
  });
}

function receive(report: Report): void {
  switch (report.type) {
    case 'read':
      return read(report);
    case 'graph':
      if (report.run !== run) return;
      return tellPanels((panels) => {
        panels.graph(report);
      });
    case 'frame':
      requestAnimationFrame(() => {
        if (report.run === run) draw(report);
        engine.tell({ type: 'drawn' });
      });
      return;
    case 'worker-stuck':
      return tellPanels(({ workers }) => {
        workers.end(report.worker);
      });
    case 'broken':
      write(note, report.message);
  }
}

function draw(frame: Frame): void {
  answer.show(frame);
  enable(frame.state);
  // The first digits are the engine's own: workers start once these are on the screen.
  tellPanels((panels) => {
    if (frame.run !== run) return;
    panels.show(frame);
    panels.workers.want(form.state.workers);
    if (comparing && frame.state === 'ended') compareNext(panels.comparison, frame);
  });
  if (hasDigits(frame) || frame.state === 'ended') requestAnimationFrame(() => loadPanels?.());
}

function enable(state: Frame['state']): void {
  const over = state === 'ended';
  for (const button of Object.values(buttons)) button.disabled = over;
  paused = state === 'paused';
  buttons.pause.setAttribute('aria-pressed', String(paused));
  write(buttons.pause, paused ? 'Resume' : 'Pause');
}

function compareNext(comparison: Comparison, frame: Frame): void {
  const next = comparison.take(asked!.policy, frame, form.state.workers);
  if (next === undefined) comparing = false;
  else compare(next);
}

function compare(policy: PolicyName): void {
  begin({ ...form.state, pace: 'fast', policy });
}

/** Has the address say what the page shows; false where no link can, and then it says nothing. */
function share(): boolean {
  const link = writeLink(form.state);
  history.replaceState(null, '', link ?? '#');
  return link !== undefined;
}

function open(): void {
  const { state, complaints } = readLink(location.hash);
  form.fill(state);
  consider();
  complaint = complaints.join(' ');
  write(note, complaint);
}

byId('form').addEventListener('submit', (event) => {
  event.preventDefault();
  comparing = false;
  runWhenRead = true;
  consider();
});
buttons.pause.addEventListener('click', () => {
  engine.tell({ type: paused ? 'resume' : 'pause' });
});
buttons.step.addEventListener('click', () => {
  engine.tell({ type: 'step' });
});
buttons.stop.addEventListener('click', () => {
  comparing = false;
  engine.tell({ type: 'stop' });
  engine.expect(
    STOP_MILLISECONDS,
    (report) => report.type === 'frame' && report.state === 'ended',
    () => {
      begun();
      write(note, 'The engine did not answer and was started again; its run is gone.');
    },
  );
});
byId('share').addEventListener('click', () => {
  if (!share())
    return write(note, 'No link has room for this text, or it has characters that cannot be seen.');
  const copied = (done: boolean) => () => {
    write(note, done ? 'The link is copied.' : 'The address of this page is the link.');
  };
  navigator.clipboard.writeText(location.href).then(copied(true), copied(false));
});
byId('compare-all').addEventListener('click', () => {
  comparing = true;
  tellPanels(({ comparison }) => {
    compare(comparison.begin());
  });
});
addEventListener('hashchange', open);

byId('unstarted').remove();
form.fill(DEFAULTS);
open();
