/** The figures of one whole run, as a page that is kept. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { projectFolder } from '#spec/support/child.js';
import { misses } from './bench.js';
import type { Row } from './bench.js';
import { date, machine } from './machine.js';
import { shortNumber } from './report.js';

const HEAD = `# Figures of one run

Written by \`npm run bench -- NAME [NAME...] --results\`, never by hand. [README.md](README.md) says what the metrics mean.

Bars of absolute times are scaled by the fixed loop of the run, so they are the ones that this machine was held to. CPU
time throughout.`;

const cell = (text: string): string => text.replaceAll('|', '\\|');

function line(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

function rowLine(row: Row): string {
  const { bar, sense = '<=', unmeasured } = row;
  const limit = bar === undefined ? '' : `${sense === '<=' ? '≤' : '≥'} ${shortNumber(bar)}`;
  const met = bar === undefined || row.value === null ? '' : misses(row) ? 'no' : 'yes';
  const value = row.value === null ? 'unmeasured' : shortNumber(row.value);
  return line([row.case, row.metric, value, limit, unmeasured ?? met]);
}

/**
 * @param beside - the names and versions of what is measured beside Pincer.
 */
export function resultsPage(rows: readonly Row[], beside: readonly string[]): string {
  const parts = [HEAD, `${date()}; ${[machine(), ...beside].join('; ')}.`];
  const benches = [...new Set(rows.map(({ bench }) => bench))];
  for (const bench of benches) {
    const lines = rows.filter((row) => row.bench === bench).map(rowLine);
    const head = [line(['case', 'metric', 'value', 'bar', 'met']), '|---|---|---|---|---|'];
    parts.push(`## \`${bench}\``, [...head, ...lines].join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

/** Writes the page as bench/RESULTS.md. */
export async function writeResults(rows: readonly Row[], beside: readonly string[]): Promise<void> {
  const page = await format(resultsPage(rows, beside), { parser: 'markdown' });
  await writeFile(join(projectFolder, 'bench/RESULTS.md'), page);
}
