/** Gathers the rows of a bench whose works are interleaved, and the fixed loop that ran between them. */
import type { Row } from './bench.js';
import { effortOf, interleaved } from './interleaved.js';
import type { Effort, Loop, Times, Work } from './interleaved.js';
import { median } from './statistics.js';

export class Desk {
  readonly bench: string;
  readonly quick: boolean;
  readonly #effort: Effort;
  readonly #rows: Row[] = [];
  readonly #loops: Loop[] = [];

  constructor(bench: string, quick: boolean) {
    this.bench = bench;
    this.quick = quick;
    this.#effort = effortOf(quick);
  }

  /** See `interleaved`. */
  measure<Name extends string>(
    works: Readonly<Record<Name, Work>>,
    check?: (index: number) => void,
    effort: Partial<Effort> = {},
  ): Times<Name> {
    const times = interleaved(
      works,
      this.quick ? this.#effort : { ...this.#effort, ...effort },
      check,
    );
    this.#loops.push(times.loop);
    return times;
  }

  /** A figure without a bar. */
  tell(of: string, metric: string, value: number): void {
    this.#rows.push({ bench: this.bench, case: of, metric, value });
  }

  /** A figure with its bar; a quick run judges nothing. */
  hold(of: string, metric: string, value: number, bar: number, sense?: '>='): void {
    const judged = this.quick
      ? {}
      : { bar: Number(bar.toPrecision(4)), ...(sense === undefined ? {} : { sense }) };
    this.#rows.push({ bench: this.bench, case: of, metric, value, ...judged });
  }

  lack(of: string, metric: string, unmeasured: string): void {
    this.#rows.push({ bench: this.bench, case: of, metric, value: null, unmeasured });
  }

  /** All rows, and what a round of the fixed loop took before, between and after the works, in nanoseconds. */
  rows(): readonly Row[] {
    const loops = this.#loops;
    const loop = (of: string, value: number | undefined): Row[] =>
      value === undefined ? [] : [{ bench: this.bench, case: of, metric: 'loop_ns', value }];
    return [
      ...loop('before', loops[0]?.before),
      ...loop(
        'between',
        loops.length === 0 ? undefined : median(loops.map((each) => each.between)),
      ),
      ...loop('after', loops.at(-1)?.after),
      ...this.#rows,
    ];
  }
}
