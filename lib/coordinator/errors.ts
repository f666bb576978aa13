import { PincerError } from '../exact/errors.js';

/** A step of a refiner threw an error that is not Pincer's own; it is the `cause`. */
export class StepFailedError extends PincerError {}

/** A refiner stopped narrowing its bounds without saying why. What it has proven stays. */
export class StalledError extends PincerError {}

/** A request, a lease or a settlement is not valid for this coordinator. */
export class CoordinatorError extends PincerError {}
