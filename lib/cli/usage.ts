import { PincerError } from '../exact/errors.js';

/** The program was called in a way that it does not understand. */
export class UsageError extends PincerError {}
