/** What a bench run prints. */
import { misses } from './bench.js';
import type { Row } from './bench.js';

/** One line of JSON: bench, case, metric and value, which is null with a reason where unmeasured. */
export function jsonLine({ bench, case: name, metric, value, unmeasured }: Row): string {
  // JSON has no infinities: an infinite value is a text, so that it is not taken for an unmeasured one.
  const written = value === null || Number.isFinite(value) ? value : String(value);
  const row = { bench, case: name, metric, value: written };
  return JSON.stringify(
    unmeasured === undefined ? row : { ...row, unmeasured: true, reason: unmeasured },
  );
}

/** The same rows for people, in columns. */
export function table(rows: readonly Row[]): string {
  const lines = [['bench', 'case', 'metric', 'value', 'bar', '']];
  for (const row of rows) {
    const { bar, sense = '<=', unmeasured } = row;
    const value = row.value === null ? 'unmeasured' : shortNumber(row.value);
    const limit = bar === undefined ? '' : `${sense} ${shortNumber(bar)}`;
    const note = unmeasured ?? (misses(row) ? 'missed' : '');
    lines.push([row.bench, row.case, row.metric, value, limit, note]);
  }
  const widths = lines[0]!.map((_, column) =>
    Math.max(...lines.map((line) => line[column]!.length)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A line that names a row that misses its bar. */
export function missedLine({ bench, case: name, metric, value, bar, sense = '<=' }: Row): string {
  return `missed: ${bench} ${name} ${metric} = ${String(value)}, the bar is ${sense} ${String(bar)}`;
}

export function shortNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 1000 ? value.toFixed(0) : value.toPrecision(value >= 1 ? 5 : 4);
}
