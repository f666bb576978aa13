/**
 * Laws that users run against their own refiners, and random expressions over every operation.
 *
 * @module pincer/testing
 */
export { TraceHash } from '../observe/trace-hash.js';
export { brokenRefinerLaws } from './refiner-laws.js';
export type { BrokenLaw, RefinerCase } from './refiner-laws.js';
export { refinerLaws } from './laws/refiner-laws.js';
export type { Law, RefinerLawOptions } from './laws/refiner-laws.js';
export { combinatorLaws } from './laws/combinator-laws.js';
export type { CombinatorLawOptions } from './laws/combinator-laws.js';
export { contextLaws } from './laws/context-laws.js';
export type { AsyncFastCheck, ContextLawOptions } from './laws/context-laws.js';
export type { Sample } from './laws/leases.js';
export { BrokenLawError } from './laws/fault.js';
export type { Arbitrary, FastCheck } from './laws/scenario.js';
export { depthOf, toReal, toText } from './expression.js';
export type { Expression, Operation } from './expression.js';
export { randomExpression } from './random-expression.js';
export type { RandomExpressionOptions } from './random-expression.js';
export { seeded } from '../exact/seeded.js';
