/** What a bench program is. */

export interface Options {
  /** Chooses the random instances: the same seed gives the same ones. */
  readonly seed: number;
  /** A few instances only: enough to see that the program runs, too few to judge by. */
  readonly quick: boolean;
  /** The one part to run, of a bench that has parts. */
  readonly part?: string | undefined;
}

/** One figure. */
export interface Row {
  readonly bench: string;
  readonly case: string;
  readonly metric: string;
  /** `null` where it could not be measured; then `unmeasured` says why. */
  readonly value: number | null;
  readonly unmeasured?: string;
  /** What the value is held against, and which side of it is good: at most, unless `sense` says otherwise. */
  readonly bar?: number;
  readonly sense?: '<=' | '>=';
}

export interface Bench {
  readonly name: string;
  /** Parts that can be run by themselves. */
  readonly parts?: readonly string[];
  run(options: Options): readonly Row[] | Promise<readonly Row[]>;
  /** The names and versions of what it measures beside Pincer. */
  beside?(): readonly string[];
}

/** Whether a row misses its bar. What was not measured misses nothing. */
export function misses({ value, bar, sense = '<=' }: Row): boolean {
  if (bar === undefined || value === null) return false;
  return !(sense === '<=' ? value <= bar : value >= bar);
}
