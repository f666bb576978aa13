import { PincerError } from '../exact/errors.js';

/** The budget does not suffice to prove an answer. */
export class UndecidedError extends PincerError {}
