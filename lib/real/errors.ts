import { PincerError } from '../exact/errors.js';

/** An option is out of range. */
export class OptionError extends PincerError {}
