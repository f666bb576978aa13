import type { Explanation, NodeExplanation } from './explanation.js';
import { describeEnclosure } from '../exact/describe.js';
import type { Log2 } from '../exact/enclosure/enclosure.js';

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
];

/**
 * An explanation as text for people: one line per node, children before parents, then the node that
 * limits the root. Widths and sensitivities are powers of two.
 */
export function explainText(explanation: Explanation): string {
  const { nodes, limiting } = explanation;
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
      : `limited by ${nameOf(limiting)}, ${percent(limiting.share)} of the width`,
  );
  return lines.join('\n');
}

/** A base-2 logarithm as JSON writes it: infinite ones are text. */
export type LogRecord = number | 'Infinity' | '-Infinity';

/** What an explanation says of one node, as plain data. */
export interface NodeExplanationData {
  readonly node: string;
  readonly bounds: string;
  readonly width: LogRecord;
  readonly sensitivity: LogRecord;
  readonly contribution: LogRecord;
  readonly share: number;
  readonly demand: LogRecord;
  readonly bitsNeeded: number;
  readonly bitsComputed: number;
  readonly steps: number;
  readonly cost: number;
  readonly placement: string | null;
}

/** An explanation as plain data, which JSON can write: widths and sensitivities are base-2 logarithms. */
export interface ExplanationData {
  readonly bounds: string;
  /** The width that the goal permits. */
  readonly allowance: LogRecord;
  /** The node that limits the root; null where nothing is left to narrow. */
  readonly limiting: string | null;
  /** All nodes of the cone of the root, children before parents. */
  readonly nodes: readonly NodeExplanationData[];
}

/** An explanation as plain data. */
export function explanationData({
  bounds,
  allowance,
  nodes,
  limiting,
}: Explanation): ExplanationData {
  return {
    bounds: describeEnclosure(bounds),
    allowance: logRecord(allowance),
    limiting: limiting === undefined ? null : nameOf(limiting),
    nodes: nodes.map((each) => ({
      node: nameOf(each),
      bounds: describeEnclosure(each.bounds),
      width: logRecord(each.width),
      sensitivity: logRecord(each.sensitivity),
      contribution: logRecord(each.contribution),
      share: each.share,
      demand: logRecord(each.demand),
      bitsNeeded: each.bitsNeeded,
      bitsComputed: each.bitsComputed,
      steps: each.steps,
      cost: each.cost,
      placement: each.placement,
    })),
  };
}

function logRecord(log: Log2): LogRecord {
  if (log === Infinity) return 'Infinity';
  return log === -Infinity ? '-Infinity' : log;
}

function nameOf({ name, node }: NodeExplanation): string {
  return `${name}#${String(node)}`;
}

function row(each: NodeExplanation): string[] {
  return [
    nameOf(each),
    describeEnclosure(each.bounds),
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
  ];
}

function power(log: number): string {
  if (log === -Infinity) return '0';
  return log === Infinity ? 'Infinity' : `2^${log.toFixed(1)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.001 ? 3 : 1)}%`;
}
