/**
 * Tools for those who write refiners: enclosures made of numbers, read, combined and narrowed, rounded outward.
 *
 * Laws
 * 1. A result contains every value that its arguments allow.
 * 2. A `width` is a base-2 logarithm: rounding and computing add at most about `2^width` to the width of the result.
 *    Without it 64 significant bits are left.
 * 3. Everything is pure: the same arguments give the same result, in every thread.
 */
export { fromEnds, fromMidpoint, of } from './construction.js';
export type { ExactNumber } from './construction.js';
export * from './reading.js';
export * from './arithmetic.js';
export * from './functions.js';
export { newtonStep } from './newton.js';
export type { EnclosureFunction } from './newton.js';
export { bisect } from './bisection.js';
export type { Effort } from './bisection.js';
export { alternatingTail, sumSeries } from './series.js';
export type { PartialSum, Series } from './series.js';
