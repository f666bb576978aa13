import type { Account, NodeAccount } from '../coordinator/account.js';
import { describeEnclosure } from '../exact/describe.js';

/** Nodes beyond this many are left out of the text, those that contribute least first. */
const MOST_LINES = 40;

const COLUMNS = [
  'node',
  'bounds',
  'width',
  'sensitivity',
  'share',
  'bits needed',
  'bits computed',
  'steps',
  'cost',
];

/**
 * An account as text for people: one line a node, children before parents, and which node limits the
 * root. Widths and sensitivities are powers of two.
 */
export function explainText(account: Account): string {
  const { nodes, limiting } = account;
  const shown = new Set(
    [...nodes]
      .sort((a, b) => b.contribution - a.contribution || a.node - b.node)
      .slice(0, MOST_LINES),
  );
  const rows = nodes.filter((each) => shown.has(each)).map(row);
  const widths = COLUMNS.map((title, i) =>
    Math.max(title.length, ...rows.map((cells) => cells[i]!.length)),
  );
  const lines = [COLUMNS, ...rows].map((cells) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
  if (shown.size < nodes.length)
    lines.push(`(${String(nodes.length - shown.size)} nodes that contribute less)`);
  lines.push(
    limiting === undefined
      ? 'nothing is left to narrow'
      : `limited by ${limiting.name}#${String(limiting.node)}, ${percent(limiting.share)} of the width`,
  );
  return lines.join('\n');
}

function row(each: NodeAccount): string[] {
  return [
    `${each.name}#${String(each.node)}`,
    describeEnclosure(each.bounds),
    power(each.width),
    power(each.sensitivity),
    percent(each.share),
    String(each.bitsNeeded),
    each.steps === 0 ? '' : String(each.bitsComputed),
    each.steps === 0 ? '' : String(each.steps),
    each.steps === 0 ? '' : String(Math.round(each.cost)),
  ];
}

function power(log: number): string {
  if (log === -Infinity) return '0';
  return log === Infinity ? 'Infinity' : `2^${log.toFixed(1)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.001 ? 3 : 1)}%`;
}
