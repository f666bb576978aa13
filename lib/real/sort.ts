import { UndecidedError } from './errors.js';
import { fromInput } from './real.js';
import type { Real, RealInput } from './real.js';
import { relate, relateSync } from './refinement/relation.js';
import type { CompareOptions, Relation } from './refinement/relation.js';

/**
 * The values in ascending order, by merging. Values that are proven equal keep their order.
 *
 * @example
 * ```ts
 * import { e, pi, sort, sqrt } from 'pincer';
 *
 * const sorted = await sort([pi, sqrt(10), '22/7', e]);
 * console.log(sorted.map((x) => x.toFixed(3)).join(' ')); // => 2.718 3.142 3.143 3.162
 * ```
 * @param options - of each comparison. With `within`, values that are close count as equal, and the sort
 *   always succeeds.
 * @returns a promise, which is rejected as {@link sortSync} throws.
 */
export async function sort(
  values: readonly RealInput[],
  options: CompareOptions = {},
): Promise<Real[]> {
  const merging = merge(entriesOf('sort', values));
  let turn = merging.next();
  while (turn.done !== true) {
    const [a, b] = turn.value;
    const { relation } = await relate(a, b, options);
    turn = merging.next(relation);
  }
  return turn.value;
}

/**
 * {@link sort} on the calling thread.
 *
 * @throws UndecidedError naming two places that no budget separates; the mathematical error of a value that
 *   is not defined; TypeError or RangeError for what is no number; SynchronousSourceError for a value that
 *   is made of a source.
 */
export function sortSync(values: readonly RealInput[], options: CompareOptions = {}): Real[] {
  const merging = merge(entriesOf('sortSync', values));
  let turn = merging.next();
  while (turn.done !== true) {
    const [a, b] = turn.value;
    turn = merging.next(relateSync(a, b, options).relation);
  }
  return turn.value;
}

interface Entry {
  readonly real: Real;
  readonly place: number;
}

function entriesOf(caller: string, values: readonly RealInput[]): Entry[] {
  return values.map((value, place) => ({ real: fromInput(caller, value), place }));
}

/** Yields the pairs to compare, and is resumed with how they relate. */
type Merging<T> = Generator<readonly [Real, Real], T, Relation>;

function* merge(entries: readonly Entry[]): Merging<Real[]> {
  let runs = entries.map((entry) => [entry]);
  // Each round halves the number of runs.
  while (runs.length > 1) {
    const merged: Entry[][] = [];
    for (let i = 0; i < runs.length; i += 2) {
      merged.push(yield* mergeTwo(runs[i]!, runs[i + 1] ?? []));
    }
    runs = merged;
  }
  return (runs[0] ?? []).map(({ real }) => real);
}

function* mergeTwo(left: readonly Entry[], right: readonly Entry[]): Merging<Entry[]> {
  const merged: Entry[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length && r < right.length) {
    const a = left[l]!;
    const b = right[r]!;
    const relation = yield [a.real, b.real];
    if (relation === 'undecided') {
      throw new UndecidedError(
        `sort: no budget decides the order of the values at places ${String(a.place)} and ${String(b.place)}; ` +
          'give `within` to call such values equal',
      );
    }
    if (relation === 'greater') {
      merged.push(b);
      r++;
    } else {
      merged.push(a);
      l++;
    }
  }
  merged.push(...left.slice(l), ...right.slice(r));
  return merged;
}
