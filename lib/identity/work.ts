/**
 * Counted work: what a question may cost, in units that are the same on every machine.
 *
 * A unit is one term that is touched, or 32 bits of a coefficient. Greatest common divisors take
 * quadratic time, so they are charged the square.
 */
import { bitLength } from '../exact/integer.js';

/** A form, a number or an exponent outgrew its limit: the node that wanted it becomes an atom. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** Thrown for control only, so there is one of it, without a trace. */
const TOO_LARGE = new TooLarge('identity: beyond the limits of a form');
delete TOO_LARGE.stack;

/** Ends what is being computed. @throws TooLarge */
export function tooLarge(): never {
  throw TOO_LARGE;
}

/** The answer of `compute`; undefined where it outgrew a limit. */
export function unlessTooLarge<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    return undefined;
  }
}

export interface WorkLimits {
  /** Units for one node. */
  readonly node: number;
  /** Units for one question. */
  readonly question: number;
}

/** The worst question takes about 10 ms with these; `bench/equality.ts` holds it. */
const WORK: WorkLimits = { node: 20_000, question: 25_000 };

export class Work {
  readonly #limits: WorkLimits;
  #spent = 0;
  #end: number;

  constructor(limits: WorkLimits = WORK) {
    this.#limits = limits;
    this.#end = limits.node;
  }

  /** The units that the question has taken so far. */
  get spent(): number {
    return this.#spent;
  }

  /** Whether nothing is left for the question. */
  get isOver(): boolean {
    return this.#spent >= this.#limits.question;
  }

  /** The units of a node begin here. */
  begin(): void {
    this.#end = Math.min(this.#spent + this.#limits.node, this.#limits.question);
  }

  /** The units of one of the last stages, whatever the question has taken before. */
  beginLast(): void {
    this.#end = this.#spent + this.#limits.node;
  }

  /** Computes what takes a few units whatever is left: the atom that a node becomes for lack of them. */
  free<T>(compute: () => T): T {
    const end = this.#end;
    this.#end = Infinity;
    try {
      return compute();
    } finally {
      this.#end = end;
    }
  }

  /** @throws TooLarge when the node, or the question, has used up its units. */
  charge(units: number): void {
    this.#spent += units;
    if (this.#spent > this.#end) tooLarge();
  }

  /** A greatest common divisor of two integers, or a reduction by it. */
  chargeGcd(a: bigint, b: bigint): void {
    if (isShort(a) || isShort(b)) return this.charge(1);
    const words = Math.min(bitLength(a), bitLength(b)) / 32;
    this.charge(Math.ceil(words * words));
  }
}

const SHORT = 1n << 53n;

/** Below 2^53: what is done with it costs about one unit. */
export function isShort(n: bigint): boolean {
  return n < SHORT && n > -SHORT;
}
