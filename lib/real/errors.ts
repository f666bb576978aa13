import { PincerError } from '../exact/errors.js';

/** No budget proves the answer. */
export class UndecidedError extends PincerError {}
