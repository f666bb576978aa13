/** The exponential function in fixed point. */
import { expBurst, LONG } from './bit-burst.js';
import { ExponentialTable, REAL, workingPrecision } from './exponential-table.js';
import type { Shape } from './exponential-table.js';
import { blockOf, ofExponential, powersOf, seriesInBlocks, termsFor } from './power-series.js';
import type { PowerSeries } from './power-series.js';

/** Bits for the errors of the series and of the products. */
const GUARD = 8;

/** What numbers of one length need; those of one working precision share a table, those of one block a series. */
interface Plan {
  readonly w: number;
  readonly shape: Shape;
  readonly table: ExponentialTable<bigint>;
  readonly series: PowerSeries;
  readonly terms: number;
}

/** By the bits wanted, fewer than LONG.exp and the guard. */
const PLANS: Plan[] = [];
const TABLES: ExponentialTable<bigint>[] = [];

/** Longer numbers are worth fewer entries, each of which takes several products. Measured by `bench/kernel-thresholds.ts`. */
function expShape(w: number): Shape {
  return w < 1000 ? { digit: 8, levels: 3 } : { digit: 6, levels: 5 };
}

const MOST_TERMS = 256;
const exponential = seriesInBlocks(ofExponential, MOST_TERMS);

function makePlan(bits: number): Plan {
  const w = workingPrecision(bits);
  const shape = expShape(w);
  const terms = termsFor(ofExponential, shape.digit * shape.levels, bits);
  return {
    w,
    shape,
    table: (TABLES[w] ??= new ExponentialTable(REAL, shape, w)),
    series: exponential(blockOf(terms)),
    terms,
  };
}

/** `exp(x)` for `0 <= x < 1`: by a table, of long numbers by `expBurst`. */
export function expFixed(x: bigint, p: number): bigint {
  return p < LONG.exp ? expByTable(x, p) : expBurst(x, p);
}

/**
 * `exp(x)` for `0 <= x < 1`: the product of exponentials from a table and the series of what is left.
 *
 * Error, with u = 2^-w <= v = 2^(-p - GUARD): the series is off by less than 14 u, and v for the terms left out;
 * an entry by less than 2 u. All numbers are at least 1, so these are errors in proportion too. A product rounds off
 * less than u. With at most 8 levels this makes less than (15 + 8 * 3) v in proportion, less than 107 v in a result below e,
 * which is less than half a unit of 2^-p. Cutting loses less than a unit.
 */
export function expByTable(x: bigint, p: number): bigint {
  const { w, shape, table, series, terms } = (PLANS[p + GUARD] ??= makePlan(p + GUARD));
  const { digit, levels } = shape;
  const shift = BigInt(w);
  const drop = BigInt(w - p);
  const mask = (1 << digit) - 1;
  const wide = x << drop;
  const left = w - digit * levels;
  const powers = powersOf(BigInt.asUintN(left, wide), series.block, w);
  let y = series.sum(powers, terms, w, digit * levels);
  let digits = Number(wide >> BigInt(left));
  for (let level = levels - 1; level >= 0; level--) {
    const i = level > 0 ? digits & mask : digits;
    digits >>>= digit;
    if (i > 0) y = (y * table.entry(level, i)) >> shift;
  }
  return y >> drop;
}
