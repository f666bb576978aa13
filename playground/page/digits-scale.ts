/** The positions of the slider: each digit up to 20, then steps of about a tenth. */
import { MOST_DIGITS } from '../link.js';

const EACH = 20;
const STEP = 1.1;

export const SCALE: readonly number[] = (() => {
  const scale: number[] = [];
  for (let digits = 1; digits < MOST_DIGITS;)
    (scale.push(digits), (digits = digits < EACH ? digits + 1 : rounded(digits * STEP)));
  return [...scale, MOST_DIGITS];
})();

/** The position whose digits are nearest. */
export function positionOf(digits: number): number {
  const above = SCALE.findIndex((one) => one >= digits);
  return above < 0 ? SCALE.length - 1 : above;
}

/** Two leading digits, so that the numbers on the slider are round. */
function rounded(digits: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(digits)) - 1);
  return Math.ceil(digits / unit) * unit;
}
