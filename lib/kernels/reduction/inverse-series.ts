/** The inverse functions of 1 / n, whose sums several constants share. */
import { inParts, partKernel } from '../parts.js';
import { oddSeriesOfFraction } from '../rational-series.js';
import type { SumCell } from '../splitting.js';

/** From this many bits on the series take about 200 ms or more, and are worth parts. */
const LEAST_IN_PARTS = 250_000;

/** 1 for `atanh`, -1 for `atan`. */
type Sign = 1 | -1;

function inverseAt(n: number, sign: Sign, w: number, cell?: SumCell): bigint {
  return oddSeriesOfFraction({ n: 1n, d: BigInt(n) }, sign, w, cell);
}

const inversePart = partKernel(
  'inverse function of an inverse',
  (n: number, sign: Sign, w: number) => inverseAt(n, sign, w),
);

/**
 * `atanh(1 / n) 2^w`, or with the sign -1 `atan(1 / n) 2^w`, for each of some n, off by less than 2.
 *
 * The series keep their sums, so that longer values go on from them. The latest values are kept too, as the constants that
 * share them are asked for one after the other.
 */
export function inverseSeries(
  sign: Sign,
  arguments_: readonly number[],
): (w: number) => readonly bigint[] {
  const cells = arguments_.map((): SumCell => ({ value: undefined }));
  let latest: { readonly w: number; readonly values: readonly bigint[] } | undefined;
  return (w) => {
    if (latest?.w !== w) {
      const values =
        w < LEAST_IN_PARTS
          ? arguments_.map((n, i) => inverseAt(n, sign, w, cells[i]))
          : inParts<bigint[]>(arguments_.map((n) => inversePart(n, sign, w)));
      latest = { w, values };
    }
    return latest.values;
  };
}
