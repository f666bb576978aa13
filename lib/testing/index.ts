/**
 * Laws that users run against their own refiners.
 *
 * @packageDocumentation
 */
export { brokenRefinerLaws } from './refiner-laws.js';
export type { BrokenLaw, RefinerCase } from './refiner-laws.js';
