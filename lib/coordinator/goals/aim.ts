import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { Points } from '../../graph/points.js';
import type { NodeId } from '../../graph/node.js';
import type { Predicate } from '../../refiners/refiner.js';

/** What one wave is to bring about. */
export type Aim = Discovery | Narrowing;

/** Every refiner that has taken no step takes one, and so does every refiner that is still unbounded. */
export interface Discovery {
  readonly type: 'discover';
  /**
   * The narrowing that will follow, where the bounds that refiners start with are enough to know it. A leaf that
   * will have to be narrowed in any case may then take several steps in its first lease.
   */
  readonly anticipated?: Narrowing | undefined;
  /** Where that is known by estimates alone: every first step then goes as far as the narrowing demands. */
  readonly points?: Points | undefined;
}

/** The focus, one node of the cone, becomes at most `2^allowance` wide. */
export interface Narrowing {
  readonly type: 'narrow';
  readonly focus: NodeId;
  readonly allowance: Log2;
  /**
   * Log2 of the width that the focus would have if every source leapt as far as it is asked to; the allowance by
   * default, and never more.
   */
  readonly leapAllowance?: Log2;
  /**
   * How many times the bits of the focus a node may be asked for, 4 by default. What a slope over coarse bounds asks
   * beyond is asked by a later wave, where better bounds still say so.
   */
  readonly slack?: number;
  /** The wave may also end as soon as this holds for the focus. */
  readonly predicate?: Predicate;
  /**
   * Whether every source steps until its contribution is at most its share. Otherwise only those have to step whose
   * contribution alone exceeds the limit by more than an eighth.
   */
  readonly everySource: boolean;
}
