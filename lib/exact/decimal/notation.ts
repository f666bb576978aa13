/**
 * Decimal text in another notation: the same digits, another place for the point.
 */
export type Notation = 'plain' | 'exponent';

/** A number that would be padded with more zeros keeps its exponent. */
const MOST_ZEROS = 1_000_000;

const DECIMAL = /^(-?)(\d+)(?:\.(\d*))?(?:e([+-]?\d+))?$/;

/**
 * `1234.5` as `1.2345e+3`, or `1.2345e+3` as `1234.5`; every digit of the text is kept, and plainly
 * no more than a million zeros are added.
 */
export function inNotation(text: string, notation: Notation): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  // What is no decimal number, such as an infinite end, has no notation.
  if (whole === '') return text;
  const power = Number(exponent);
  return sign + (notation === 'plain' ? plain : withExponent)(whole, fraction, power);
}

function plain(whole: string, fraction: string, power: number): string {
  const point = whole.length + power;
  const digits = whole + fraction;
  if (-point > MOST_ZEROS || point - digits.length > MOST_ZEROS)
    return withExponent(whole, fraction, power);
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return withoutLeadingZeros(digits.padEnd(point, '0'));
  return `${withoutLeadingZeros(digits.slice(0, point))}.${digits.slice(point)}`;
}

function withoutLeadingZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}

function withExponent(whole: string, fraction: string, power: number): string {
  const all = whole + fraction;
  // Of a zero the zeros after the point are its digits: they show how near zero it is.
  const leading = /[1-9]/.test(all) ? /^0*/.exec(all)![0].length : whole.length - 1;
  const digits = all.slice(leading);
  const exponent = whole.length - 1 - leading + power;
  const rest = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${digits.slice(0, 1)}${rest}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent))}`;
}
