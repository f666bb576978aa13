/** The question as the page asks it: fields, their ranges, and what a link fills in. */
import { EXAMPLES } from '../examples.js';
import { LONGEST_TEXT, MOST_DIGITS, MOST_WORKERS } from '../link.js';
import type { Shared } from '../link.js';
import { PACES, POLICIES } from '../question.js';
import type { Mistake } from '../protocol.js';
import { byId, counted, html, write } from './dom.js';
import { positionOf, SCALE } from './digits-scale.js';

export interface FormEvents {
  /** The text was changed. */
  typed(): void;
  digits(digits: number): void;
  workers(count: number): void;
}

export class Form {
  readonly #text = byId<HTMLTextAreaElement>('text');
  readonly #slider = byId<HTMLInputElement>('slider');
  readonly #digits = byId<HTMLInputElement>('digits');
  readonly #pace = byId<HTMLSelectElement>('pace');
  readonly #policy = byId<HTMLSelectElement>('policy');
  readonly #workers = byId<HTMLInputElement>('workers');
  readonly #mistake = byId('mistake');

  constructor(events: FormEvents) {
    this.#slider.max = String(SCALE.length - 1);
    this.#text.addEventListener('input', () => {
      events.typed();
    });
    this.#slider.addEventListener('input', () => {
      this.#setDigits(SCALE[Number(this.#slider.value)]!);
      events.digits(this.state.digits);
    });
    this.#digits.addEventListener('change', () => {
      this.#setDigits(whole(this.#digits.value, 1, MOST_DIGITS));
      events.digits(this.state.digits);
    });
    this.#workers.addEventListener('change', () => {
      this.#workers.value = String(whole(this.#workers.value, 0, MOST_WORKERS));
      events.workers(this.state.workers);
    });
    // A line end would be a statement's end for the language, so Enter asks and Shift+Enter breaks the line.
    this.#text.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      byId<HTMLFormElement>('form').requestSubmit();
    });
    this.#offer(events);
  }

  get state(): Shared {
    return {
      text: this.#text.value,
      digits: whole(this.#digits.value, 1, MOST_DIGITS),
      workers: whole(this.#workers.value, 0, MOST_WORKERS),
      pace: PACES.find((pace) => pace === this.#pace.value) ?? 'grow',
      policy: POLICIES.find((policy) => policy === this.#policy.value) ?? 'pull',
    };
  }

  fill({ text, digits, workers, pace, policy }: Partial<Shared>): void {
    if (text !== undefined) this.#text.value = text.slice(0, LONGEST_TEXT);
    if (digits !== undefined) this.#setDigits(digits);
    if (workers !== undefined) this.#workers.value = String(workers);
    if (pace !== undefined) this.#pace.value = pace;
    if (policy !== undefined) this.#policy.value = policy;
  }

  complain(mistakes: readonly Mistake[]): void {
    this.#text.setAttribute('aria-invalid', String(mistakes.length > 0));
    write(this.#mistake, mistakes.map(({ shown }) => shown).join('\n'));
  }

  #setDigits(digits: number): void {
    this.#digits.value = String(digits);
    this.#slider.value = String(positionOf(digits));
    this.#slider.setAttribute('aria-valuetext', counted(digits, 'digit'));
  }

  #offer(events: FormEvents): void {
    const example = byId<HTMLSelectElement>('example');
    example.append(new Option('Choose one …', ''));
    EXAMPLES.forEach(({ name }, i) => {
      const option = html('option', name);
      option.value = String(i);
      example.append(option);
    });
    example.addEventListener('change', () => {
      const chosen = EXAMPLES[Number(example.value)];
      if (example.value === '' || chosen === undefined) return;
      this.fill(chosen);
      events.typed();
    });
  }
}

/** A whole number in a range, whatever was typed. */
function whole(text: string, least: number, most: number): number {
  const value = Math.round(Number(text));
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : least;
}
