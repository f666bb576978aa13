/**
 * The workloads of the seed's own project, and what it needed: medians in microseconds, warm, with fresh nodes, and with
 * constants that are not kept between runs.
 *
 * Its program is not run here; these are the figures of a machine like the one that the absolute bars hold for.
 */

export interface Workload {
  readonly name: WorkloadName;
  readonly bits: number;
  /** Microseconds. */
  readonly seed: number;
  /** How many times as fast Pincer is to be; workloads of up to 100 us are only reported. */
  readonly bar?: number;
}

export type WorkloadName =
  | 'pi'
  | 'sqrt(2) + pi'
  | 'sqrt(2) pi'
  | 'sin(2)'
  | 'sin(100 pi)'
  | '1/pi'
  | 'sum of 100 inverses'
  | 'sum of 1000 integer roots'
  | 'sum of 100 sines';

const SHORT = 100;

/** A workload at several precisions. */
function at(
  name: WorkloadName,
  bits: readonly number[],
  times: readonly number[],
  bar: (bits: number) => number = () => 5,
): readonly Workload[] {
  return bits.map((each, i) => {
    const seed = times[i]!;
    return { name, bits: each, seed, ...(seed > SHORT ? { bar: bar(each) } : {}) };
  });
}

const THREE = [64, 256, 1024] as const;
const longSine = (bits: number): number => (bits === 1024 ? 20 : 5);
const sums = (): number => 20;

export const WORKLOADS: readonly Workload[] = [
  ...at('pi', [64, 256, 1024, 4096, 8192], [16, 59, 450, 8700, 54_600]),
  ...at('sqrt(2) + pi', THREE, [108, 167, 602]),
  ...at('sqrt(2) pi', THREE, [109, 170, 625]),
  ...at('sin(2)', THREE, [231, 1168, 199_000], longSine),
  ...at('sin(100 pi)', THREE, [227, 1196, 205_800], longSine),
  ...at('1/pi', THREE, [94, 179, 567]),
  ...at('sum of 100 inverses', [256], [800], sums),
  ...at('sum of 1000 integer roots', [64, 256], [66_900, 108_000], sums),
  ...at('sum of 100 sines', [256], [78_500], sums),
];
