import { bitLength } from '../../exact/bit-length.js';
import { isPoint, magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { LEAST_BITS } from '../../exact/enclosure/outward.js';
import { FEWEST_BITS } from '../../exact/interruption.js';
import { grown, selected } from './growth.js';
import type { NodeId } from '../node.js';
import type { Structure } from '../structure.js';

/** What is known of the rounding of one combinator. */
export interface Precision {
  readonly grid: number;
  readonly bits: number;
  readonly ownError: Log2;
}

/**
 * How many bits a combination takes, about: 0 where they are few or not known. A grid far below a large value says
 * nothing where inputs of some width have no bits down there, as those of an orbit that grows without end.
 *
 * @param toGrid - the bits from the magnitude of the result down to its grid.
 */
export function bitsToCombine(toGrid: number, inputs: readonly Enclosure[]): number {
  if (!(toGrid >= FEWEST_BITS && toGrid < Infinity)) return 0;
  let longest = -Infinity;
  for (const input of inputs) {
    if (isPoint(input)) continue;
    longest = Math.max(longest, input.kind === 'narrow' ? bitLength(input.lo) : LEAST_BITS);
  }
  return longest === -Infinity ? toGrid : Math.min(toGrid, longest);
}

/**
 * The grid that the bounds of each combinator are rounded to, and the own error of each node: for a
 * combinator what rounding may have added at its last computation, for a refiner the width of its bounds once
 * they were narrowed. Nodes beyond the columns have never been in use.
 */
export class WorkingPrecision {
  readonly #structure: Structure;
  /** Exponents reach down to about -2^33, further than an Int32Array holds. */
  #grid = new Float64Array(0);
  /** The significant bits of those nodes for whose magnitude no grid is known yet. */
  #bits = new Map<NodeId, number>();
  #ownError = new Float64Array(0);

  constructor(structure: Structure) {
    this.#structure = structure;
  }

  /** Exponent of the grid; infinite for about 64 bits. */
  gridOf(node: NodeId): number {
    return this.#grid[node] ?? Infinity;
  }

  /** Significant bits that a node is to have at least, whatever its magnitude turns out to be; 0 where the grid alone decides. */
  bitsOf(node: NodeId): number {
    return this.#bits.get(node) ?? 0;
  }

  /** Log2 of the error of its own; infinite where it is not known yet. */
  ownErrorOf(node: NodeId): Log2 {
    return this.#ownError[node] ?? Infinity;
  }

  /** Sets the grid; returns whether it is finer than the bounds were rounded to. */
  setGrid(node: NodeId, grid: number): boolean {
    this.#reserve(node);
    this.#grid[node] = grid;
    return this.#ownError[node]! > grid + 1;
  }

  /** Sets the significant bits; returns whether they are more than before. */
  setBits(node: NodeId, bits: number): boolean {
    if (bits <= this.bitsOf(node)) return false;
    this.#reserve(node);
    this.#bits.set(node, bits);
    return true;
  }

  /** Notes the bounds that a refiner has now. */
  refined(node: NodeId, bounds: Enclosure): void {
    this.#reserve(node);
    this.#ownError[node] = widthLog2(bounds);
  }

  /** Notes that bounds could not be rounded to the grid that was set: the next one makes the node dirty. */
  interrupted(node: NodeId): void {
    this.#reserve(node);
    this.#ownError[node] = Infinity;
    this.#bits.delete(node);
  }

  /** Notes that bounds were rounded to a grid. */
  rounded(node: NodeId, bounds: Enclosure, grid: number): void {
    this.#reserve(node);
    // By law 3 of the combinators. On a coarse grid this may be more than was rounded.
    if (isPoint(bounds)) this.#ownError[node] = -Infinity;
    else this.#ownError[node] = grid < Infinity ? grid + 1 : magnitudeLog2(bounds) - 62;
  }

  /** All of a node at once; undefined where it has never been in use. */
  of(node: NodeId): Precision | undefined {
    const precision = {
      grid: this.gridOf(node),
      bits: this.bitsOf(node),
      ownError: this.ownErrorOf(node),
    };
    const { grid, bits, ownError } = precision;
    return grid === Infinity && bits === 0 && ownError === Infinity ? undefined : precision;
  }

  /** Takes over all of a node from a snapshot. */
  restore(node: NodeId, { grid, bits, ownError }: Precision): void {
    this.#reserve(node);
    this.#grid[node] = grid;
    this.#ownError[node] = ownError;
    if (bits > 0) this.#bits.set(node, bits);
  }

  retain(kept: readonly NodeId[]): void {
    if (this.#bits.size > 0) {
      const before = this.#bits;
      this.#bits = new Map();
      kept.forEach((node, place) => {
        const bits = before.get(node);
        if (bits !== undefined) this.#bits.set(place, bits);
      });
    }
    const places = kept.filter((node) => node < this.#grid.length);
    // Nodes beyond the columns have the largest numbers, before and after renumbering.
    this.#grid = selected(this.#grid, places);
    this.#ownError = selected(this.#ownError, places);
  }

  #reserve(node: NodeId): void {
    const filled = this.#grid.length;
    if (node < filled) return;
    const { size } = this.#structure;
    this.#grid = grown(this.#grid, size).fill(Infinity, filled);
    this.#ownError = grown(this.#ownError, size).fill(Infinity, filled);
  }
}
