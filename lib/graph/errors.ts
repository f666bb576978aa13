import { PincerError } from '../exact/errors.js';

/** A node is to stand on one that is not below it: the graph would have a cycle. */
export class CycleError extends PincerError {}

/** A node is to be of a kind that the graph does not know. */
export class UnknownKindError extends PincerError {}
