/**
 * What of the published bounds the page draws.
 *
 * Laws
 * 1. Text and digits of a node are those of bounds that the coordinator has published: nothing between two of them is
 *    ever shown.
 * 2. A node is written again only where its bounds have narrowed since the last frame.
 */
import { checkGoal, resultOf } from 'pincer/coordinator';
import type { Graph, Outcome } from 'pincer/coordinator';
import { isPoint, magnitudeLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import type { Answer, NodeBounds } from '../protocol.js';
import type { Value } from './value.js';

/** The digits that a card has room for. */
const ON_CARD = checkGoal({ digits: 12 });
/** A text longer than this is cut where it is read in passing. */
const LONGEST_PASSING = 300;
/** A final text longer than this is cut; `pincer eval` writes all of it. */
const LONGEST_FINAL = 100_000;
const LONGEST_ON_CARD = 17;

const NOTHING_USED = { steps: 0, stale: 0, retries: 0, cost: 0, charged: 0, elapsed: 0 };

export class Picture {
  readonly #value: Value;
  readonly #widths = new Map<number, number>();

  constructor(value: Value) {
    this.#value = value;
  }

  /** The nodes whose bounds have narrowed since the last call. */
  narrowed(drawn: readonly number[]): NodeBounds[] {
    const { graph } = this.#value;
    const changed = [];
    for (const node of drawn) {
      const width = graph.widthOf(node);
      if (this.#widths.has(node) && !(width < this.#widths.get(node)!)) continue;
      this.#widths.set(node, width);
      changed.push(this.#boundsOf(graph, node));
    }
    return changed;
  }

  /** What is proven of the root while its goal is not met. */
  soFar(digits: number): Answer {
    const { graph, root } = this.#value;
    const goal = checkGoal({ digits: Math.min(digits, LONGEST_PASSING) });
    const result = resultOf(goal, partial(graph.boundsOf(root.root), root));
    return {
      status: 'partial',
      digits: result.digits,
      rounding: null,
      lower: result.lowerText,
      upper: result.upperText,
      rational: null,
      why: '',
    };
  }

  #boundsOf(graph: Graph, id: number): NodeBounds {
    const bounds = graph.boundsOf(id);
    const exact = isPoint(bounds);
    const result = resultOf(ON_CARD, partial(bounds));
    const text = (exact ? result.lowerText : result.digits) ?? '?';
    const digits = exact ? Infinity : provenDigits(bounds, result.widthLog2);
    return { id, text: text.length > LONGEST_ON_CARD ? folded(text) : text, digits };
  }
}

/** How an outcome is shown. */
export function answerOf(digits: number, outcome: Outcome): Answer {
  const result = resultOf(checkGoal({ digits }), outcome);
  const { status, reason, error } = result;
  return {
    status,
    digits: cut(result.digits),
    rounding: result.rounding,
    lower: cut(result.lowerText),
    upper: cut(result.upperText),
    rational: result.exact ? cut(result.rational) : null,
    why: error?.message ?? (reason === null ? '' : (WHY[reason] ?? reason)),
  };
}

const WHY: Readonly<Record<string, string>> = {
  aborted: 'stopped',
  exhausted: 'no step narrows it further',
  rejected: 'too many workers were ended under it',
  separation: 'zero, a pole or an end of a domain is still inside the bounds',
  limit: 'more bits than the longest number has',
};

/** Digits that bounds prove: those between their magnitude and their width. */
function provenDigits(bounds: Enclosure, widthLog2: number | null): number {
  if (widthLog2 === null) return 0;
  return Math.max(0, Math.floor((magnitudeLog2(bounds) - widthLog2) / Math.log2(10)));
}

function folded(text: string): string {
  return `${text.slice(0, 8)}… (${String(text.length)} long)`;
}

function partial(bounds: Enclosure, root?: Value['root']): Outcome {
  return {
    operation: 0,
    root: root?.root ?? 0,
    epoch: 0,
    status: 'partial',
    reason: 'aborted',
    bounds,
    exact: root?.exact,
    statistics: NOTHING_USED,
  };
}

function cut(text: string | null): string | null {
  if (text === null || text.length <= LONGEST_FINAL) return text;
  return `${text.slice(0, LONGEST_FINAL)}… (${String(text.length)} characters)`;
}
