/** Whether two systems give the same digits. */
import { Decimal } from 'decimal.js';

/** Values agree that are at most so many units of their last place apart: other systems give no guard digits. */
const MOST_APART = 100;

/** Enough for sums and differences of numerals as they are written. */
const EXTREMES = { maxE: 9e15, minE: -9e15 };

/** Whether two decimals are the same number to `digits` digits, but for the last two. */
export function agree(one: string, other: string, digits: number): boolean {
  const Wide = Decimal.clone({ precision: digits + 30, ...EXTREMES });
  const reference = new Wide(other);
  const apart = new Wide(one).minus(reference).abs();
  if (reference.isZero()) return apart.isZero();
  const unit = new Wide(10).pow(reference.e - digits + 1);
  return apart.lte(unit.times(MOST_APART));
}

/** @throws Error where two systems do not give the same digits: then neither is to be timed. */
export function mustAgree(of: string, one: string, other: string, digits: number): void {
  if (!agree(one, other, digits))
    throw new Error(`${of}: ${one.slice(0, 80)} and ${other.slice(0, 80)} do not agree`);
}
