import type { NodeExplanation } from './node-explanation.js';

/** Nodes beyond this many are left out of the text, those that contribute least first. */
const MOST_LINES = 40;

const COLUMNS = [
  'node',
  'bounds',
  'width',
  'sensitivity',
  'contribution',
  'share',
  'demand',
  'bits needed',
  'bits computed',
  'steps',
  'cost',
  'placement',
  'reason',
];

/**
 * An explanation as text for people: one row per node, children before parents, and which node limits the
 * root. Widths and sensitivities are powers of two.
 */
export function explanationText({
  nodes,
  limiting,
}: {
  readonly nodes: readonly NodeExplanation[];
  readonly limiting: NodeExplanation | undefined;
}): string {
  // The sort is stable: of equal contributions the node with the lower position stays.
  const shown = new Set(
    [...nodes].sort((a, b) => b.contribution - a.contribution || 0).slice(0, MOST_LINES),
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
      : `limited by ${limiting.node}, ${percent(limiting.share)} of the width`,
  );
  return lines.join('\n');
}

function row(each: NodeExplanation): string[] {
  return [
    each.node,
    each.bounds,
    power(each.width),
    power(each.sensitivity),
    power(each.contribution),
    percent(each.share),
    power(each.demand),
    String(each.bitsNeeded),
    each.steps === 0 ? '' : String(each.bitsComputed),
    each.steps === 0 ? '' : String(each.steps),
    each.steps === 0 ? '' : String(Math.round(each.cost)),
    each.placement ?? '',
    each.reason ?? '',
  ];
}

function power(log: number): string {
  if (log === -Infinity) return '0';
  return log === Infinity ? 'Infinity' : `2^${log.toFixed(1)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.001 ? 3 : 1)}%`;
}
