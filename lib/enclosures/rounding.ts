import type { Log2 } from '../exact/enclosure/enclosure.js';

/**
 * The grid on which rounding both ends outward adds at most `2^width`: each moves by less than one unit of it.
 * `Infinity` asks for 64 significant bits, on whatever grid has them.
 */
export function gridOf(width: Log2): number {
  if (Number.isNaN(width)) throw new RangeError('enclosure: the width is NaN');
  return Math.floor(width) - 1;
}
