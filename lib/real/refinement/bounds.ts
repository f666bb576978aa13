import type { Big } from 'big.js';
import { Decimal, terminatingDecimal } from '../../exact/decimal/decimal.js';
import { LONGEST_INTEGER, topExponent } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { describeEnclosure } from '../../exact/describe.js';
import { lowerEnd, upperEnd, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { fromRational } from '../../exact/enclosure/outward.js';
import { printedEnds } from '../../exact/decimal/printed.js';
import { ratFromDyadic } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import type { ExactEnds } from '../../exact/decimal/exact-ends.js';
import { DENO_INSPECT, NODE_INSPECT, inspected } from './inspection.js';
import { SHORT } from './written.js';
import type { WritingTime } from './writing-time.js';
import type { Ratio } from '../../exact/decimal/constant-input.js';

/** What bounds know beside their ends. @internal */
export interface BoundsOptions {
  /** Log2 of the width that a goal asks for: a point is printed to that where its exact decimal is long. */
  readonly wanted?: (() => Log2) | undefined;
  /** The time to write the ends out; without end where it is left out. */
  readonly time?: WritingTime | undefined;
  /** The ends, where they are known as rationals: both are the value where that is one. */
  readonly ends?: ExactEnds | undefined;
  /** Whether a goal was missed: wide bounds are then printed to its places, up to 18 digits. */
  readonly missed?: boolean;
}

const anyWidth = (): Log2 => Infinity;

/**
 * Bounds proven to contain a value. Decimals are converted when they are read, once. Every end has one: a
 * number far from 1 is written with an exponent.
 */
export class Bounds {
  readonly #proven: Enclosure;
  readonly #wanted: () => Log2;
  readonly #time: WritingTime | undefined;
  readonly #exact: ExactEnds | undefined;
  readonly #missed: boolean;
  #enclosure: Enclosure | undefined;
  #texts: { readonly lower: string | null; readonly upper: string | null } | undefined;

  /** @internal */
  constructor(
    proven: Enclosure,
    { wanted = anyWidth, time, ends, missed = false }: BoundsOptions = {},
  ) {
    this.#proven = proven;
    this.#wanted = wanted;
    this.#time = time;
    this.#exact = ends;
    this.#missed = missed;
  }

  /** As wide as was proven, or for an exact rational as narrow as the goal asks for. @internal */
  get enclosure(): Enclosure {
    this.#enclosure ??= this.within(() => this.#narrowed()) ?? this.#proven;
    return this.#enclosure;
  }

  /**
   * The lower end as decimal text, rounded down by at most a sixteenth of the width; null when infinite.
   * A point of at most 1,000 digits is printed exactly. A longer one is printed as far as the goal asks for,
   * to 20 digits at least. Where the timeout of the call leaves no time for a long text, the end is rounded outward
   * to 1,000 digits.
   */
  get lowerText(): string | null {
    return this.#ends().lower;
  }

  /** The upper end as decimal text, rounded up; otherwise like {@link Bounds.lowerText}. */
  get upperText(): string | null {
    return this.#ends().upper;
  }

  /** {@link Bounds.lowerText} as a Big. */
  get lower(): Big | null {
    const text = this.lowerText;
    return text === null ? null : new Decimal(text);
  }

  /** {@link Bounds.upperText} as a Big. */
  get upper(): Big | null {
    const text = this.upperText;
    return text === null ? null : new Decimal(text);
  }

  /**
   * The lower end exactly, as a ratio. Null when infinite, and where the ratio would take more than 2^29 bits:
   * {@link Bounds.lowerDyadic} is exact there too.
   */
  get lowerExact(): Ratio | null {
    return this.#exact === undefined ? ratioOf(this.lowerDyadic) : asRatio(this.#exact.lo);
  }

  /** The upper end exactly, as {@link Bounds.lowerExact}. */
  get upperExact(): Ratio | null {
    return this.#exact === undefined ? ratioOf(this.upperDyadic) : asRatio(this.#exact.hi);
  }

  /**
   * The lower end as an integer times a power of two: exactly, or rounded down where {@link Bounds.lowerExact} has no
   * power of two below its line. Null when infinite.
   */
  get lowerDyadic(): Dyadic | null {
    return lowerEnd(this.enclosure);
  }

  /** The upper end as an integer times a power of two; else as {@link Bounds.lowerDyadic}. */
  get upperDyadic(): Dyadic | null {
    return upperEnd(this.enclosure);
  }

  /** A decimal in the middle, and a bound of its distance from the value; null when an end is infinite. */
  get ball(): { readonly midpoint: Big; readonly radius: Big } | null {
    const { lower: least, upper: most } = this;
    if (least === null || most === null) return null;
    const lower = beside(least, most, -1);
    const upper = beside(most, least, 1);
    // Half of a decimal is a decimal with one more place: exact, as products and sums of big.js are.
    return { midpoint: lower.plus(upper).times('0.5'), radius: upper.minus(lower).times('0.5') };
  }

  /** Log2 of the width; `-Infinity` for a point, `Infinity` for an infinite end. */
  get widthLog2(): number {
    return widthLog2(this.enclosure);
  }

  /** About six digits of each end, for people; see {@link Bounds.lowerText} for proven ones. */
  toString(): string {
    return describeEnclosure(this.enclosure);
  }

  /** @internal */
  [NODE_INSPECT](): string {
    return inspected('Bounds', this.toString());
  }

  /** @internal */
  [DENO_INSPECT](): string {
    return inspected('Bounds', this.toString());
  }

  /** Both ends as decimal text. */
  toJSON(): { lower: string | null; upper: string | null } {
    return { lower: this.lowerText, upper: this.upperText };
  }

  #ends(): { readonly lower: string | null; readonly upper: string | null } {
    this.#texts ??= this.#write();
    return this.#texts;
  }

  #write(): { readonly lower: string | null; readonly upper: string | null } {
    const lo = this.#exact && terminatingDecimal(this.#exact.lo);
    const hi = this.#exact && terminatingDecimal(this.#exact.hi);
    if (lo !== undefined && hi !== undefined) return { lower: lo, upper: hi };
    const { enclosure } = this;
    const printing = { wanted: this.#wanted(), missed: this.#missed };
    const { lower, upper } =
      this.within(() => printedEnds(enclosure, printing)) ??
      printedEnds(enclosure, { ...printing, most: SHORT });
    return { lower: lo ?? lower, upper: hi ?? upper };
  }

  /** What `compute` returns; undefined where it takes more time than the call has left to write values out. @internal */
  within<T>(compute: () => T): T | undefined {
    return this.#time === undefined ? compute() : this.#time.within(compute);
  }

  #narrowed(): Enclosure {
    const { lo, hi } = this.#exact ?? {};
    if (lo === undefined || lo !== hi) return this.#proven;
    const wanted = this.#wanted();
    if (!(widthLog2(this.#proven) > wanted)) return this.#proven;
    // A sixteenth of what the goal permits: the bounds are printed, and rounded outward.
    return fromRational(lo, Math.floor(wanted) - 4);
  }
}

/** Digits by which one end may be smaller than the other: their sum is written out with all of them. */
const MOST_APART = 2000;

/** An end beside a far larger one: rounded outward to a digit of that, or to zero. */
function beside(end: Big, other: Big, outward: -1 | 1): Big {
  // big.js keeps the exponent of the leading digit in `e`.
  if (end.c[0] === 0 || other.e - end.e <= MOST_APART) return end;
  return end.s === outward
    ? new Decimal(`${String(outward)}e${String(other.e - MOST_APART)}`)
    : new Decimal(0);
}

function ratioOf(end: Dyadic | null): Ratio | null {
  if (end === null) return null;
  if (topExponent(end) > LONGEST_INTEGER || -end.e > LONGEST_INTEGER) return null;
  const { n, d } = ratFromDyadic(end);
  return { numerator: n, denominator: d };
}

function asRatio({ n, d }: Rational): Ratio {
  return { numerator: n, denominator: d };
}
