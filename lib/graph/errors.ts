import { PincerError } from '../exact/errors.js';

/** A new node was given a child that does not exist yet: the graph could get a cycle. */
export class CycleError extends PincerError {}

/** A new node was given a kind that the graph does not know. */
export class UnknownKindError extends PincerError {}
