/** Domains that are intervals, and the part of an input inside one. */
import { describeEnclosure } from '../../exact/describe.js';
import { compare } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { lowerEnd, upperEnd } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { DomainError } from '../../exact/errors.js';
import type { Need } from '../refiner.js';

export interface DomainEnd {
  readonly at: Dyadic;
  /** Whether the end itself belongs to the domain. */
  readonly closed: boolean;
}

export interface Domain {
  readonly low?: DomainEnd;
  readonly high?: DomainEnd;
  /** As it stands in messages, such as `x > 0`. */
  readonly text: string;
}

/** The part of an input inside a domain. */
export interface Part {
  /** `null` for an infinite end. */
  readonly lo: Dyadic | null;
  readonly hi: Dyadic | null;
  /** The lower end is an open end of the domain: f may be infinite there. */
  readonly openBelow: boolean;
  readonly openAbove: boolean;
  /** A part of the input lies outside, beyond a closed end. */
  readonly conditional: boolean;
  readonly needs: readonly Need[];
}

/** The error of an argument that is proven to be outside. */
function outside(name: string, argument: Enclosure, domain: string): DomainError {
  const text = describeEnclosure(argument);
  return new DomainError(`${name}: the argument ${text} is outside the domain ${domain}`);
}

/** @throws DomainError if no point of `x` is in the domain. */
export function partInside(name: string, x: Enclosure, domain: Domain, input = 0): Part {
  const lo = lowerEnd(x);
  const hi = upperEnd(x);
  const { low, high } = domain;
  if (low !== undefined && hi !== null && !reaches(compare(hi, low.at), low.closed)) {
    throw outside(name, x, domain.text);
  }
  if (high !== undefined && lo !== null && !reaches(compare(high.at, lo), high.closed)) {
    throw outside(name, x, domain.text);
  }
  const needs: Need[] = [];
  // Touching an open end matters as crossing it does; touching a closed one is inside.
  const below = low !== undefined && (lo === null || crosses(compare(lo, low.at), low.closed));
  if (below) needs.push({ input, predicate: { excludes: low.at } });
  const above = high !== undefined && (hi === null || crosses(compare(high.at, hi), high.closed));
  if (above) needs.push({ input, predicate: { excludes: high.at } });
  return {
    lo: below ? low.at : lo,
    hi: above ? high.at : hi,
    openBelow: below && !low.closed,
    openAbove: above && !high.closed,
    conditional: (below && low.closed) || (above && high.closed),
    needs,
  };
}

function reaches(order: number, closed: boolean): boolean {
  return closed ? order >= 0 : order > 0;
}

function crosses(order: number, closed: boolean): boolean {
  return closed ? order < 0 : order <= 0;
}
