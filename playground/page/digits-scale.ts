/** The positions of the slider: each digit up to 20, then steps of about a tenth. */
import { MOST_DIGITS } from '../link.js';

const EACH = 20;
const STEP = 1.1;

export const SCALE: readonly number[] = scale();

/** The position whose digits are nearest. */
export function positionOf(digits: number): number {
  const above = SCALE.findIndex((one) => one >= digits);
  return above < 0 ? SCALE.length - 1 : above;
}

function scale(): number[] {
  const positions: number[] = [];
  let digits = 1;
  while (digits < MOST_DIGITS) {
    positions.push(digits);
    digits = digits < EACH ? digits + 1 : rounded(digits * STEP);
  }
  return [...positions, MOST_DIGITS];
}

/** Two leading digits, so that the numbers on the slider are round. */
function rounded(digits: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(digits)) - 1);
  return Math.ceil(digits / unit) * unit;
}
