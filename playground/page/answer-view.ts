/** The value: its proven digits, of which the newest stand out, and both ends of its bounds. */
import type { Answer, Frame } from '../protocol.js';
import { byId, counted, html, milliseconds, write } from './dom.js';

export class AnswerView {
  readonly #state = byId('state');
  /** Not read out: it changes with each frame. */
  readonly #progress = byId('progress');
  readonly #proven = byId('proven');
  readonly #lower = byId('lower');
  readonly #upper = byId('upper');
  readonly #used = byId('used');
  #digits = '';
  #ends = '';

  begin(): void {
    this.#digits = '';
    this.#ends = '';
    write(this.#state, 'Computing.');
    for (const element of [this.#proven, this.#lower, this.#upper]) element.replaceChildren();
  }

  show(frame: Frame): void {
    const { answer, used, state } = frame;
    if (answer !== undefined) this.#show(answer, state === 'ended');
    write(this.#state, stateOf(frame));
    write(
      this.#progress,
      state === 'ended' ? '' : `${counted(frame.goal, 'digit')} asked for so far.`,
    );
    const again = used.lost === 0 ? '' : `, ${counted(used.lost, 'lease')} came back`;
    write(
      this.#used,
      `${counted(used.leases, 'lease')} so far, ${String(used.leasesOfGoal)} since the digits were ` +
        `last set${again}; ${milliseconds(used.busy)} of steps.`,
    );
  }

  #show({ digits, lower, upper, rational }: Answer, ended: boolean): void {
    const text = digits ?? rational ?? '';
    const shown = text === '' ? 'nothing yet' : ended ? text : `${text}…`;
    if (shown !== this.#digits) {
      mark(this.#proven, shown, ended ? shown.length : commonLength(shown, this.#digits));
      this.#digits = shown;
    }
    const ends = `${String(lower)} ${String(upper)}`;
    if (ends === this.#ends) return;
    this.#ends = ends;
    const low = lower ?? 'unbounded';
    const high = upper ?? 'unbounded';
    const common = low === high ? low.length : commonLength(low, high);
    for (const [element, text] of [
      [this.#lower, low],
      [this.#upper, high],
    ] as const) {
      if (common <= LONGEST_ALIKE) mark(element, text, common);
      else mark(element, alike(text, common), HEAD + 1);
    }
  }
}

function stateOf({ state, goal, digits, answer }: Frame): string {
  if (state === 'paused') return 'Paused: no further lease is cut.';
  if (state === 'running' || answer === undefined) return `Computing ${counted(digits, 'digit')}.`;
  if (answer.status === 'met') {
    const rounding = answer.rounding === null ? '' : `, rounding ${answer.rounding}`;
    const exact = answer.rational === null ? '' : `; exactly ${folded(answer.rational)}`;
    return `Proven: ${counted(goal, 'digit')}${rounding}${exact}.`;
  }
  return `${NAMES[answer.status]}: ${answer.why}.`;
}

const NAMES = { partial: 'Not all digits', undecided: 'Undecided', error: 'Not defined' } as const;
const LONGEST = 60;
/** Ends that begin with more characters alike are folded: where they part is what counts. */
const LONGEST_ALIKE = 120;
const HEAD = 24;
const MOST_REST = 60;

function alike(text: string, common: number): string {
  const rest = text.slice(common - 6);
  const shown = rest.length > MOST_REST ? `${rest.slice(0, MOST_REST)}…` : rest;
  return `${text.slice(0, HEAD)}… ${counted(common - HEAD - 6, 'character')} alike …${shown}`;
}

function folded(text: string): string {
  return text.length <= LONGEST ? text : `a ratio of ${counted(text.length, 'character')}`;
}

function commonLength(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

/** A text whose characters from a place on stand out. */
function mark(element: HTMLElement, text: string, from: number): void {
  element.replaceChildren(text.slice(0, from), html('span', text.slice(from), 'new'));
}
