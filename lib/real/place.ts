import { checkStrategy } from '../execution/plan/strategy.js';
import type { Strategy } from '../execution/plan/strategy.js';
import { defaultSession } from '../session/session.js';
import type { Session } from '../session/session.js';
import { checkNames } from '../exact/options.js';
import { fromInput } from './real.js';
import type { RealInput } from './real.js';
import { assign, assignmentOf } from './refinement/placement.js';

/** The session in which a value is placed. */
export interface PlaceOptions {
  /** The session that calls share by default. */
  readonly session?: Session | undefined;
}

/** Where the steps of a value run. */
export interface PlacedAt {
  /** `inline`, `thread`, `isolate`, `process`, `source`, or the name of another group of places. */
  readonly group: string;
  /** How long a step was predicted to take when this was decided. */
  readonly milliseconds: number;
}

/**
 * Places the steps of one value, until it is placed again; `auto` takes that back. The placement of a value
 * wins over those of its refiner and of the session.
 *
 * @example
 * ```ts
 * import { createSession, pi, sin, sqrt } from 'pincer';
 * import { place, placementOf } from 'pincer/execution';
 *
 * await using session = createSession({ workers: 1 });
 * const x = sin(sqrt(2).add(pi));
 * place(x, 'thread', { session });
 * await x.refine({ digits: 60 }, { session });
 * console.log(placementOf(x, { session })?.group); // => thread
 * ```
 * @param value - a value with steps of its own: a constant, a function, a refiner of your own.
 * @throws OptionError for a value without steps, such as a sum or a source; UnknownStrategyError for
 *   another placement.
 */
export function place(value: RealInput, placement: Strategy, options: PlaceOptions = {}): void {
  checkNames('place', options, ['session']);
  const strategy = checkStrategy('place', placement);
  assign(fromInput('place', value), strategy, options.session ?? defaultSession());
}

/** Where the steps of a value ran last, and how long one was predicted to take; undefined before the first. */
export function placementOf(value: RealInput, options: PlaceOptions = {}): PlacedAt | undefined {
  checkNames('placementOf', options, ['session']);
  const session = options.session ?? defaultSession();
  const assignment = assignmentOf(fromInput('placementOf', value), session);
  if (assignment === undefined) return undefined;
  return { group: assignment.group, milliseconds: assignment.cost / 1e6 };
}
