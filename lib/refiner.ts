/**
 * For who writes refiners: methods of one's own that close in on a value step by step.
 *
 * @module pincer/refiner
 */
export { refined } from './real/index.js';
export { defineRefiner } from './refiners/defined.js';
export type {
  Demand,
  Modulus,
  Need,
  Plain,
  Predicate,
  Quantum,
  Refiner,
  StepContext,
  StepResult,
} from './refiners/refiner.js';
export type {
  Above,
  Below,
  Enclosure,
  Log2,
  Narrow,
  WholeLine,
  Wide,
} from './exact/enclosure/enclosure.js';
export type { Dyadic } from './exact/dyadic.js';
export type { Rational } from './exact/rational.js';
export { StalledError, StepFailedError } from './coordinator/errors.js';
export { RefinerContractError } from './execution/errors.js';
export type { ContractLaw } from './execution/errors.js';
export type { Estimate } from './exact/estimate.js';
