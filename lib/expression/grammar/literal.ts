/**
 * Numerals: taken whole, then judged.
 *
 * Laws
 * 1. A numeral takes every digit, point, `_` and exponent that it touches, one with a prefix every letter as well.
 *    So a mistake in it is one error, and never a product of its parts.
 * 2. A decimal keeps the digits that were written; `_` between two digits is dropped.
 */

import { clipped, twoReadings } from './excerpt.js';

/** The longest text that may be meant as one numeral. */
export const LITERAL = /0[xXbBoO][0-9A-Za-z_.]*|(?:\d|\.\d)[\d_.]*(?:[eE][+-]?\d[\d_.]*)*/uy;

/** Fractions that are one character. */
export const FRACTION = /[¼½¾⅐-⅞↉]/u;

/** An exponent that is written high. */
export const SUPERSCRIPT = /[⁺⁻]?[⁰¹²³⁴-⁹]+/u;

/** A decimal: digits with single `_` between them. A bundler drops it where no expression is read. */
const DECIMAL = /* @__PURE__ */ decimalPattern();

function decimalPattern(): RegExp {
  const digits = String.raw`\d+(?:_\d+)*`;
  return new RegExp(
    String.raw`^(?:${digits}(?:\.(?:${digits})?)?|\.${digits})(?:[eE][+-]?${digits})?$`,
    'u',
  );
}

/** The digits after each prefix, with a name for messages. */
const PREFIXES: ReadonlyMap<string, readonly [digits: RegExp, name: string]> =
  /* @__PURE__ */ new Map([
    ['0x', [/^[0-9a-f]+(?:_[0-9a-f]+)*$/iu, 'hexadecimal integer, such as 0x1F']],
    ['0o', [/^[0-7]+(?:_[0-7]+)*$/u, 'octal integer, such as 0o17']],
    ['0b', [/^[01]+(?:_[01]+)*$/u, 'binary integer, such as 0b101']],
  ]);

/**
 * Judges a numeral.
 *
 * @param next - the character behind it.
 * @returns its decimal text, or what is wrong with it.
 */
export function judged(
  literal: string,
  next: string,
): { readonly text: string } | { readonly message: string } {
  const prefix = PREFIXES.get(literal.slice(0, 2).toLowerCase());
  if (prefix !== undefined) {
    const [digits, name] = prefix;
    const rest = literal.slice(2);
    if (digits.test(rest))
      return { text: BigInt(literal.slice(0, 2) + rest.replace(/_/gu, '')).toString() };
    return { message: `${clipped(literal)} is no ${name}` };
  }
  if (!DECIMAL.test(literal))
    return {
      message: `${clipped(literal)} is no number${literal.includes('_') ? '; _ stands between two digits' : ''}`,
    };
  const exponent = literal.search(/[eE]/u);
  if (exponent > 0 && /[A-Za-z_]/u.test(next)) {
    const whole = clipped(literal);
    const parts = `${clipped(literal.slice(0, exponent))}*${clipped(literal.slice(exponent))}`;
    return {
      message: twoReadings(`${whole}${next}…`, `(${whole})*${next}…`, `${parts}${next}…`),
    };
  }
  return { text: literal.replace(/_/gu, '') };
}

/** The numerator and the denominator of a fraction that is one character, by its compatibility decomposition. */
export function fractionParts(text: string): [string, string] {
  const [numerator = '', denominator = ''] = text.normalize('NFKC').split('⁄');
  return [numerator, denominator];
}

/** The sign and the digits of an exponent that is written high. */
export function exponentParts(text: string): {
  readonly negative: boolean;
  readonly digits: string;
} {
  const plain = text.normalize('NFKC');
  return { negative: text.startsWith('⁻'), digits: plain.replace(/^[^\d]/u, '') };
}
