/**
 * The candidates that someone who typed `word` may have meant: the nearest ones, at most one edit
 * away per three letters (an edit inserts, drops, replaces or swaps neighbours), whatever the case.
 */
export function nearNames(word: string, candidates: Iterable<string>): string[] {
  const allowed = Math.max(1, Math.floor(word.length / 3));
  const lower = word.toLowerCase();
  let nearest = allowed;
  let near: string[] = [];
  for (const name of candidates) {
    if (Math.abs(name.length - word.length) > nearest) continue;
    const distance = editDistance(lower, name.toLowerCase());
    if (distance > nearest || distance >= name.length) continue;
    if (distance < nearest) near = [];
    nearest = distance;
    near.push(name);
  }
  return near.sort().slice(0, 3);
}

/** `; did you mean x or y?`, or nothing when no candidate is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const near = nearNames(word, candidates);
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
}

/** The optimal string alignment distance: Levenshtein's with swaps of neighbours. */
export function editDistance(a: string, b: string): number {
  let older: number[] = [];
  let old: number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(at(old, j) + 1, at(row, j - 1) + 1, at(old, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, at(older, j - 2) + 1);
      row.push(best);
    }
    older = old;
    old = row;
  }
  return at(old, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
