/**
 * For who writes refiners and combinators: values of one's own that close in step by step, or follow from others.
 *
 * @module pincer/refiner
 */
export { combined, defineCombinator, refined } from './real/index.js';
export { defineRefiner } from './refiners/defined.js';
export { CombinatorFailedError } from './combinators/definition.js';
export type { CombinatorDefinition } from './combinators/definition.js';
export { defineFunction } from './enclosures/function.js';
export type { RealFunction } from './enclosures/function.js';
export type { InputsOf } from './real/index.js';
export * as enclosure from './enclosures/index.js';
export type {
  Binary,
  Effort,
  EnclosureFunction,
  ExactNumber,
  PartialSum,
  Series,
  Unary,
} from './enclosures/index.js';
export type {
  Demand,
  Modulus,
  Need,
  Plain,
  PlainFields,
  InputBounds,
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
