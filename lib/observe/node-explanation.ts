/** What one part of a value contributes to its width. Widths and sensitivities are base-2 logarithms. */
export interface NodeExplanation {
  /** Its function or constant, its number in the graph, and its label where it has one: `sin#4`, `datum#2 radius`. */
  readonly node: string;
  /** The longest path from it down to a leaf. */
  readonly height: number;
  /** Its bounds, to about six digits. */
  readonly bounds: string;
  readonly width: number;
  /** Upper bound of how much the root widens per unit of width here. */
  readonly sensitivity: number;
  /** Sensitivity times the width that arises at this node, not below it. */
  readonly contribution: number;
  /** Its part of all contributions, from 0 to 1. */
  readonly share: number;
  /** The width at which it would take an equal part of the allowance; `Infinity` where it has none to keep. */
  readonly demand: number;
  /** Bits from its magnitude down to its demand. */
  readonly bitsNeeded: number;
  /** Bits of the largest number that its steps computed; 0 for a combinator. */
  readonly bitsComputed: number;
  /** Accepted steps. */
  readonly steps: number;
  /** Declared cost of the accepted steps, in units of about a nanosecond. */
  readonly cost: number;
  /** Where its steps run, as it was decided last; null for a node that took no steps. */
  readonly placement: string | null;
  /**
   * Which adaptive features gave its last lease this place or its length, and why; null where none acted. See `adaptive`
   * of the options of a session.
   */
  readonly reason: string | null;
}
