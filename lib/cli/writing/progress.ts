/**
 * The progress line: how far a command has come. On a terminal it is redrawn in its place, and gone at the end;
 * elsewhere, where asked for, it is a line now and then.
 */
import { checkGoal } from '../../coordinator/goals/goal.js';
import type { Goal } from '../../coordinator/goals/goal.js';
import { bitLength } from '../../exact/integer.js';
import type { Rational } from '../../exact/rational.js';
import type { Progress } from '../../real/index.js';
import type { Settings } from '../reading/flags.js';
import type { Io, Output } from '../io.js';

/** The least time between two redraws on a terminal, or between two lines elsewhere, in milliseconds. */
const REDRAWN = 100;
const WRITTEN = 1000;

const ERASE = '\r\u001b[K';
const DIGITS_PER_BIT = Math.log10(2);

export class ProgressLine {
  readonly #output: Output;
  /** Whether it can be redrawn in its place. */
  readonly #live: boolean;
  readonly #now: () => number;
  #last: number;
  #shown = false;

  /** @param now - milliseconds of any steady clock. */
  constructor(output: Output, live: boolean, now = (): number => performance.now()) {
    this.#output = output;
    this.#live = live;
    this.#now = now;
    // A command that ends within a tenth of a second shows no line, which would only flicker.
    this.#last = live ? now() : -Infinity;
  }

  /** @param text - called where the line is due. */
  show(text: () => string): void {
    const now = this.#now();
    if (now - this.#last < (this.#live ? REDRAWN : WRITTEN)) return;
    this.#last = now;
    if (!this.#live) {
      this.#output.write(`${text()}\n`);
      return;
    }
    this.#shown = true;
    const known = this.#output.columns ?? 0;
    const columns = known > 0 ? known : 80;
    this.#output.write(ERASE + text().slice(0, columns - 1));
  }

  erase(): void {
    if (this.#shown) this.#output.write(ERASE);
    this.#shown = false;
  }
}

/** The progress line of a command, or undefined where none is wanted. */
export function progressLine(
  { progress, quiet }: Settings,
  { stderr, env }: Io,
): ProgressLine | undefined {
  const live = stderr.isTTY === true && env['TERM'] !== 'dumb';
  const wanted = progress === 'auto' ? live : progress;
  return wanted && !quiet ? new ProgressLine(stderr, live) : undefined;
}

/** Such as `12,800 of 1,000,000 digits, 41 %, about 3 s left`. */
export function progressText(goal: Goal, progress: Progress): string {
  if ('sign' in goal) return signText(progress);
  const { unit, wanted, proven } = measure(goal, progress);
  const reached = Math.max(0, Math.min(wanted, Math.floor(proven)));
  // Bounds that contain zero, or an end that is infinite, prove nothing yet.
  const shown = Number.isNaN(reached) ? 0 : reached;
  return `${grouped(shown)} of ${grouped(wanted)} ${unit}${shareText(progress)}`;
}

/** Such as `, 41 %, about 3 s left`, as far as it is known. */
export function shareText({ share, secondsLeft }: Pick<Progress, 'share' | 'secondsLeft'>): string {
  const part = share > 0 ? `, ${String(Math.floor(100 * share))} %` : '';
  return secondsLeft === undefined || share === 1
    ? part
    : `${part}, ${leftText(...secondsLeft)} left`;
}

/** A prediction whose ends are further apart than this factor is given by both of them. */
const VAGUE = 4;
const UNITS = [
  ['s', 1, 100],
  ['min', 60, 100],
  ['h', 3600, Infinity],
] as const;

function leftText(least: number, most: number): string {
  const [unit, size] = UNITS.find(([, seconds, upTo]) => most < seconds * upTo) ?? UNITS[2];
  const count = (seconds: number): string => grouped(Math.max(1, Math.round(seconds / size)));
  if (most > VAGUE * least && count(least) !== count(most))
    return `${count(least)} to ${count(most)} ${unit}`;
  return `about ${count(Math.sqrt(least * most))} ${unit}`;
}

/** Such as `no sign yet, the bounds are 10^-12 apart`. */
function signText({ width }: Progress): string {
  return Number.isFinite(width)
    ? `no sign yet, the bounds are 10^${String(Math.ceil(width * DIGITS_PER_BIT))} apart`
    : 'no sign yet, and no bounds';
}

interface Measure {
  readonly unit: string;
  readonly wanted: number;
  readonly proven: number;
}

function measure(goal: Goal, { width, mignitude }: Progress): Measure {
  const checked = checkGoal(goal);
  const places = -width * DIGITS_PER_BIT;
  const digits = (mignitude - width) * DIGITS_PER_BIT;
  switch (checked.kind) {
    case 'digits':
      return { unit: 'digits', wanted: checked.digits, proven: digits };
    case 'decimals':
      return { unit: 'decimals', wanted: checked.decimals, proven: places };
    case 'bits':
      return { unit: 'bits', wanted: checked.bits, proven: -width };
    case 'eps':
      return { unit: 'decimals', wanted: placesOf(checked.eps), proven: places };
    case 'rel':
      return { unit: 'digits', wanted: placesOf(checked.rel), proven: digits };
    default:
      // No command asks for the others; bits of precision say something about any.
      return { unit: 'bits', wanted: 53, proven: mignitude - width };
  }
}

/** About how many decimals a tolerance has. */
function placesOf({ n, d }: Rational): number {
  return Math.max(0, Math.ceil((bitLength(d) - bitLength(n)) * DIGITS_PER_BIT));
}

export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
