import { PincerError } from '../exact/errors.js';

/** An option of a session is out of range, or the session is closed. */
export class SessionError extends PincerError {}
