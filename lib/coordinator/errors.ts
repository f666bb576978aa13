import { PincerError } from '../exact/errors.js';

/** A step of a refiner threw something that is no Pincer error; it is the `cause`. */
export class StepFailedError extends PincerError {}

/** A refiner neither narrows its bounds any more nor says why; what it has proven stays. */
export class StalledError extends PincerError {}

/** A lease, a request or a settlement does not fit the coordinator it was given to. */
export class CoordinatorError extends PincerError {}
