import { compare } from './refinement/relation.js';
import type { CompareOptions } from './refinement/relation.js';
import { fromInput } from './real.js';
import type { Real, RealInput } from './real.js';
import { UndecidedError } from './short-forms.js';

/**
 * The values in ascending order, by merging; values proven equal keep their order.
 *
 * @param options - the budget of each comparison; with `within`, values that close count as equal, and
 *   the sort always succeeds.
 * @throws UndecidedError naming two places that no budget separates.
 */
export function sort(values: readonly RealInput[], options: CompareOptions = {}): Real[] {
  let runs = values.map((value, place) => [{ real: fromInput('sort', value), place }]);
  // Each round halves the number of runs.
  while (runs.length > 1) {
    const merged: Entry[][] = [];
    for (let i = 0; i < runs.length; i += 2) {
      merged.push(merge(runs[i]!, runs[i + 1] ?? [], options));
    }
    runs = merged;
  }
  return (runs[0] ?? []).map(({ real }) => real);
}

interface Entry {
  readonly real: Real;
  readonly place: number;
}

function merge(left: readonly Entry[], right: readonly Entry[], options: CompareOptions): Entry[] {
  const merged: Entry[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length && r < right.length) {
    const a = left[l]!;
    const b = right[r]!;
    const relation = compare(a.real, b.real, options);
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
