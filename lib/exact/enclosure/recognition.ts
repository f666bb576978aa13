/** Recognises enclosures among values of any type, such as the answers of code that is not ours. */
import { compare } from '../dyadic.js';
import type { Dyadic } from '../dyadic.js';
import type { Enclosure } from './kinds.js';

/** Whether a value is an enclosure: of a known kind, with its ends in order. */
export function isEnclosure(value: unknown): value is Enclosure {
  if (!isRecord(value)) return false;
  switch (value['kind']) {
    case 'narrow': {
      const { lo, width, exp } = value;
      return (
        typeof lo === 'bigint' &&
        Number.isSafeInteger(width) &&
        (width as number) >= 0 &&
        isExponent(exp)
      );
    }
    case 'wide':
      return (
        isDyadic(value['lo']) && isDyadic(value['hi']) && compare(value['lo'], value['hi']) <= 0
      );
    case 'below':
      return isDyadic(value['lo']);
    case 'above':
      return isDyadic(value['hi']);
    case 'all':
      return true;
    default:
      return false;
  }
}

export function isDyadic(value: unknown): value is Dyadic {
  return isRecord(value) && typeof value['m'] === 'bigint' && isExponent(value['e']);
}

function isExponent(value: unknown): boolean {
  return Number.isSafeInteger(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
