/** The figures of the latest run of each bench, as a page that is kept. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { projectFolder } from '#spec/support/child.js';
import { misses } from './bench.js';
import type { Row } from './bench.js';
import { date, machine } from './machine.js';
import { shortNumber } from './report.js';

const HEAD = `# Figures of the latest runs

Written by \`npm run bench -- NAME [NAME...] --results\`, never by hand. [README.md](README.md) says what the metrics mean.

Bars of absolute times are scaled by the fixed loop of the run, so they are the ones that this machine was held to. CPU
time throughout. A run replaces the sections of its benches.`;

const SECTION = /^## `(.+)`$/m;

/** The sections of a page by the names of their benches, without their heads. */
function sectionsOf(page: string): Map<string, string> {
  const [, ...parts] = page.split(SECTION);
  const sections = new Map<string, string>();
  // The names and the texts behind them, in turn.
  for (let i = 0; i + 1 < parts.length; i += 2) sections.set(parts[i]!, parts[i + 1]!.trim());
  return sections;
}

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
 * @param before - the page of earlier runs: the sections of other benches stay.
 */
export function resultsPage(rows: readonly Row[], beside: readonly string[], before = ''): string {
  const sections = sectionsOf(before);
  const run = `${date()}; ${[machine(), ...beside].join('; ')}.`;
  const benches = [...new Set(rows.map(({ bench }) => bench))];
  for (const bench of benches) {
    const lines = rows.filter((row) => row.bench === bench).map(rowLine);
    const head = [line(['case', 'metric', 'value', 'bar', 'met']), '|---|---|---|---|---|'];
    sections.set(bench, `${run}\n\n${[...head, ...lines].join('\n')}`);
  }
  const names = [...sections.keys()].sort();
  const parts = names.map((name) => `## \`${name}\`\n\n${sections.get(name)!}`);
  return `${[HEAD, ...parts].join('\n\n')}\n`;
}

/** Writes the page as bench/RESULTS.md. */
export async function writeResults(rows: readonly Row[], beside: readonly string[]): Promise<void> {
  const path = join(projectFolder, 'bench/RESULTS.md');
  const before = await readFile(path, 'utf8').catch(() => '');
  await writeFile(path, await format(resultsPage(rows, beside, before), { parser: 'markdown' }));
}
