import { ratFromText } from './numeral.js';
import { ratFromDouble, rational } from '../rational.js';
import type { Rational } from '../rational.js';

/** A ratio of two integers. */
export interface Ratio {
  readonly numerator: bigint | number;
  readonly denominator: bigint | number;
}

/** Looks like a number of big.js: its text is its exact decimal value. */
export interface BigLike {
  readonly c: readonly number[];
  readonly e: number;
  readonly s: number;
  /** The exact decimal value. */
  toString(): string;
}

/** What a constant is made of: the exact double, an exact integer, exact decimal text or `a/b`, a Big, a ratio. */
export type ConstantInput = number | bigint | string | BigLike | Ratio;

/**
 * The exact value of a constant.
 * @param caller - the function to name in errors.
 * @throws TypeError or RangeError naming the caller and the value.
 */
export function constantOf(caller: string, value: ConstantInput): Rational {
  const given: unknown = value;
  switch (typeof given) {
    case 'number':
      if (!Number.isFinite(given)) {
        throw new RangeError(`${caller}: ${String(given)} is not a real number`);
      }
      return ratFromDouble(given);
    case 'bigint':
      return rational(given);
    case 'string':
      return fromText(caller, given);
    case 'object':
      if (given !== null) return fromObject(caller, given);
      break;
    default:
  }
  throw new TypeError(
    `${caller}: takes a number, bigint, decimal text, Big, { numerator, denominator } or Real, got ${describeInput(given)}`,
  );
}

function fromText(caller: string, text: string): Rational {
  const value = ratFromText(text.trim());
  if (value !== undefined) return value;
  throw new RangeError(
    `${caller}: ${JSON.stringify(text)} is not a decimal number or a fraction such as "2/3"`,
  );
}

function fromObject(caller: string, given: object): Rational {
  if ('numerator' in given && 'denominator' in given) {
    const n = toInteger(caller, 'numerator', given.numerator);
    const d = toInteger(caller, 'denominator', given.denominator);
    if (d === 0n) throw new RangeError(`${caller}: the denominator is 0`);
    return rational(n, d);
  }
  if ('c' in given && 'e' in given && 's' in given) {
    return fromText(caller, (given as BigLike).toString());
  }
  throw new TypeError(
    `${caller}: takes a number, bigint, decimal text, Big, { numerator, denominator } or Real, got ${describeInput(given)}`,
  );
}

function toInteger(caller: string, name: string, value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw new TypeError(`${caller}: the ${name} must be an integer, got ${describeInput(value)}`);
}

/** What was given in place of a constant, for the message that refuses it. */
export function describeInput(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value);
    return keys.length === 0 ? 'an object without keys' : `an object with keys ${keys.join(', ')}`;
  }
  if (typeof value === 'function') return 'a function';
  return typeof value === 'symbol' ? 'a symbol' : String(value);
}
