import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { NodeId } from '../../graph/node.js';
import type { Predicate } from '../../refiners/refiner.js';

/** What a wave is to bring about. */
export type Aim = Discovery | Narrowing;

/** A first step of every refiner that has taken none, or whose bounds are unbounded. */
export interface Discovery {
  readonly type: 'discover';
  /**
   * What comes after it, where that is known before anything has looked: what will have to step down to
   * there in any case may do so at its first look.
   */
  readonly anticipated?: Narrowing | undefined;
}

/** The focus at most `2^allowance` wide. */
export interface Narrowing {
  readonly type: 'narrow';
  readonly focus: NodeId;
  readonly allowance: Log2;
  /** Log2 of the width that those which leap are to make of it, each in its part; the allowance by default. */
  readonly leapAllowance?: Log2;
  readonly predicate?: Predicate;
  /** Also the steps whose contribution is small, down to a flat share of the allowance. */
  readonly everySource: boolean;
}
